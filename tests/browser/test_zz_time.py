import time, pytest
from tests.browser import checks
@pytest.mark.django_db(transaction=True)
def test_t(page, browser):
    t=time.time(); page.goto("/aanmelden/"); print("goto",time.time()-t)
    from axe_playwright_python.sync_playwright import Axe
    for o in ({"resultTypes":["violations"]},{"resultTypes":["violations"],"preload":False}):
        for i in range(3):
            t=time.time(); a=Axe(); page.evaluate(a.axe_script); t1=time.time(); r=a.run(page,options=o); print("axe",round(t1-t,2), round(time.time()-t1,2), len(r.response["violations"]))
    t=time.time(); checks._html_errors(checks._sent_document(page)); print("html",time.time()-t)
