"""Building the answer: an assertion that is signed, then encrypted, in a response that is signed as well.

Source: SAML 2.0 Core and Web Browser SSO profile; technical profile of Toegangsbeheer (transient NameID,
encrypted assertion).
"""

import base64
import datetime
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import xmlsec
from lxml import etree
from lxml.builder import ElementMaker
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from loket.settings.login import KeyPair

NSMAP = {"samlp": Names.NS_SAMLP, "saml": Names.NS_SAML}
SAML = ElementMaker(namespace=Names.NS_SAML, nsmap=NSMAP)
SAMLP = ElementMaker(namespace=Names.NS_SAMLP, nsmap=NSMAP)
VALID_FOR = datetime.timedelta(minutes=5)
CLOCK_SKEW = datetime.timedelta(minutes=1)
BASIC_NAMES = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom it concerns, how that was proven, and for which request and party the answer is."""

    issuer: str
    audience: str
    recipient: str
    request_id: str
    authn_context: str
    attributes: Mapping[str, Iterable[str]]
    issued_at: datetime.datetime


def new_id() -> str:
    """An id for a message, or a name for somebody for one time: unguessable and valid as XML id."""
    return f"_{secrets.token_hex(20)}"


def _instant(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def assertion(answer: Answer) -> etree._Element:
    """The statement about the person, still unsigned."""
    issued, until = _instant(answer.issued_at), _instant(answer.issued_at + VALID_FOR)
    return SAML.Assertion(
        SAML.Issuer(answer.issuer),
        SAML.Subject(
            SAML.NameID(new_id(), Format=Names.NAMEID_TRANSIENT, SPNameQualifier=answer.audience),
            SAML.SubjectConfirmation(
                SAML.SubjectConfirmationData(
                    InResponseTo=answer.request_id, Recipient=answer.recipient, NotOnOrAfter=until
                ),
                Method=Names.CM_BEARER,
            ),
        ),
        SAML.Conditions(
            SAML.AudienceRestriction(SAML.Audience(answer.audience)),
            NotBefore=_instant(answer.issued_at - CLOCK_SKEW),
            NotOnOrAfter=until,
        ),
        SAML.AuthnStatement(
            SAML.AuthnContext(SAML.AuthnContextClassRef(answer.authn_context)),
            AuthnInstant=issued,
            SessionIndex=new_id(),
        ),
        SAML.AttributeStatement(
            *(
                SAML.Attribute(*(SAML.AttributeValue(value) for value in values), Name=name, NameFormat=BASIC_NAMES)
                for name, values in answer.attributes.items()
                if values
            )
        ),
        ID=new_id(),
        Version="2.0",
        IssueInstant=issued,
    )


def response(answer: Answer, statement: etree._Element) -> etree._Element:
    """The message around an assertion, which may be plain or encrypted; still unsigned."""
    return SAMLP.Response(
        SAML.Issuer(answer.issuer),
        SAMLP.Status(SAMLP.StatusCode(Value=Names.STATUS_SUCCESS)),
        statement,
        ID=new_id(),
        Version="2.0",
        IssueInstant=_instant(answer.issued_at),
        Destination=answer.recipient,
        InResponseTo=answer.request_id,
    )


def signed(element: etree._Element, keys: KeyPair) -> etree._Element:
    """The element with an enveloped signature (RSA-SHA256) in it."""
    text = OneLogin_Saml2_Utils.add_sign(etree.tostring(element), keys.key, keys.certificate)
    return etree.fromstring(text)


def encrypted(element: etree._Element, certificate: str) -> etree._Element:
    """The element for the eyes of the certificate's owner only: AES-256-GCM, its key wrapped with RSA-OAEP."""
    wrapper = SAML.EncryptedAssertion(element)
    data = xmlsec.template.encrypted_data_create(
        wrapper, xmlsec.Transform.AES256_GCM, type=xmlsec.EncryptionType.ELEMENT, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    key_info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    key = xmlsec.template.add_encrypted_key(key_info, xmlsec.Transform.RSA_OAEP)
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM, None))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, 256, xmlsec.KeyDataType.SESSION)
    context.encrypt_xml(data, element)
    return wrapper


def encoded(element: etree._Element) -> str:
    """As the form field `SAMLResponse` carries it."""
    return base64.b64encode(etree.tostring(element)).decode()


def build(answer: Answer, keys: KeyPair, client_certificate: str) -> str:
    """The whole answer, as the portal demands it."""
    sealed = encrypted(signed(assertion(answer), keys), client_certificate)
    return encoded(signed(response(answer, sealed), keys))
