"""No webhook can be used to reach what only we can reach: judged on the address that is then connected to."""
# long because its sixty forms of a forged URL stand beside the test that refuses them

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from services.alerts.delivery.addresses import Address, is_public, networks
from services.alerts.delivery.guard import Guard, Unresolved, read
from services.alerts.delivery.sender import Sender
from services.alerts.delivery.settings import WebhookSettings
from services.alerts.errors import UrlRefused
from tests.alerts.delivery.server import Server, receiving

REFUSED = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://0x7f.1/",
    "https://127.0.0.01/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://00000000/",
    "https://127.0.0.256/",
    "https://1.2.3/",
    "https://1.2.3.4.5/",
    "https://256.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::1]/",
    "https://[2002:7f00:1::]/",
    "https://[2002:a9fe:a9fe::1]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[fec0::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
    "https://[100::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[2001:db8:122:344::192.0.2.33]/",
    "https://[::1]evil.example/",
    "https://evil[::1]/",
    "https://[::1",
    "https://::1/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://169.254.170.2/",
    "https://100.100.100.200/",
    "https://192.0.0.192/",
    "https://168.63.129.16/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://0251.0376.0251.0376/",
    "https://169.254.43518/",
    "https://198.18.0.1/",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://metadata.google.internal/",
    "https://internal/",
    "https://rebound.example/",
    "https://mixed.example/",
    "https://mapped.example/",
    "https://nat64.example/",
    "https://user@good.example/",
    "https://user:pass@good.example/",
    "https://good.example@127.0.0.1/",
    "https://good.example:pass@127.0.0.1:80/",
    "https://127.0.0.1#@good.example/",
    "https://127.0.0.1\\@good.example/",
    "https://good.example\\.evil.example/",
    "https://good.example%2f@127.0.0.1/",
    "https://127%2e0%2e0%2e1/",
    "https://%31%32%37.1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://１２７.０.０.１/",
    "https://127。0。0。1/",
    "https://ⓛocalhost/",
    "https://good.example:0/",
    "https://good.example:65536/",
    "https://good.example:99999999/",
    "https://good.example:8o/",
    "https://good.example:/",
    "https:///good.example/",
    "https:good.example",
    "https:/good.example",
    "https:\\\\good.example/",
    "//good.example/",
    "good.example",
    "http://good.example/",
    "http://93.184.216.34/",
    "HTTP://good.example/",
    "ftp://good.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "javascript:alert(1)",
    "data:text/plain,x",
    "unix:///var/run/docker.sock",
    "ws://good.example/",
    "https://good.example/#fragment",
    "https://good..example/",
    "https://.good.example/",
    "https://-good.example/",
    "https://../",
    "https://good.example../",
    "https://go{od.example/",
    "https://good,example/",
    "https://*.example/",
    "https://",
]
ODD = [
    "",
    " ",
    "https://good.example/ x",
    "https://good.example/\r\nX: y",
    "https://good\t.example/",
    "https://a\x00b/",
]
NAMES = {
    "good.example": ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"),
    "xn--fiq228c.example": ("93.184.216.34",),
    "localhost": ("::1", "127.0.0.1"),
    "metadata.google.internal": ("169.254.169.254",),
    "internal": ("10.0.0.7",),
    "rebound.example": ("127.0.0.1",),
    "mixed.example": ("93.184.216.34", "10.0.0.1"),
    "mapped.example": ("::ffff:10.0.0.1",),
    "nat64.example": ("64:ff9b::7f00:1",),
}


async def names(host: str, port: int) -> Sequence[Address]:
    """A name server that finds a public address for nearly everything: what is refused was refused before."""
    if host == "nobody.example":
        raise Unresolved(host)
    return tuple(ip_address(text) for text in NAMES.get(host, ("93.184.216.34",)))


def test_there_are_at_least_sixty_forms() -> None:
    assert len(set(REFUSED)) >= 60


@pytest.mark.parametrize("url", REFUSED + ODD)
async def test_a_forged_url_is_refused_before_anything_is_connected(url: str) -> None:
    with pytest.raises(UrlRefused):
        await Guard(names).pin(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://good.example/hook?key=a%20b&x=1",
        "https://good.example:8443",
        "https://GOOD.example./",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]:8443/x",
        "https://[64:ff9b::5db8:d822]/",
        "https://中文.example/",
    ],
)
async def test_a_public_address_by_https_is_good(url: str) -> None:
    _, addresses = await Guard(names).pin(url)
    assert all(is_public(address) for address in addresses)


async def test_own_networks_are_reached_also_by_plain_http_when_the_operator_names_them() -> None:
    own = Guard(names, networks(["127.0.0.0/8"]))
    assert (await own.pin("http://127.0.0.1:9000/x"))[1] == (ip_address("127.0.0.1"),)
    assert (await own.pin("http://localhost:9000/x"))[1] == (ip_address("127.0.0.1"),)
    assert (await own.pin("http://[::ffff:127.0.0.1]/"))[1] == (ip_address("::ffff:127.0.0.1"),)
    for url in ("http://10.0.0.1/", "http://good.example/", "http://[::1]/", "http://user@127.0.0.1/"):
        with pytest.raises(UrlRefused):
            await own.pin(url)


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_judged_the_same_in_every_wrapping(number: int) -> None:
    plain = ip_address(number)
    for prefix in (0xFFFF << 32, 0x64_FF9B << 96):
        assert is_public(ip_address(prefix | number)) == is_public(plain)
    assert not is_public(ip_address(0x2002 << 112 | number << 80))
    if is_public(plain):
        assert plain.is_global
        assert not plain.is_multicast


@given(st.ip_addresses(v=6))
def test_whatever_is_private_to_the_standard_library_is_not_public_here(address: Address) -> None:
    if address.is_private or address.is_link_local or address.is_multicast or address.is_reserved:
        assert not is_public(address) or int(address) >> 32 in {0xFFFF, 0x64_FF9B << 64}


@given(st.text(max_size=60).map(lambda text: "https://" + text))
def test_any_text_is_read_or_refused_and_what_is_read_names_one_host(url: str) -> None:
    try:
        target = read(url)
    except UrlRefused:
        return
    assert target.host.isascii()
    assert not set(target.host) & set("@/\\?#% ")
    assert target.path.startswith("/")
    assert 0 < target.port < 65_536


async def test_the_connection_goes_to_the_judged_address_whatever_the_name_says_later(server: Server) -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[Address]:
        asked.append(host)
        return (ip_address("127.0.0.1" if len(asked) == 1 else "127.0.0.2"),)

    settings = WebhookSettings(allow=("127.0.0.1/32",))
    sender = Sender(Guard(rebinding, settings.allowed), settings)
    url = f"http://hooks.example:{server.port}/hook?x=1"
    assert (await sender.send(url, b"{}", {})).status == 204
    assert asked == ["hooks.example"]
    assert server.got[0].headers["host"] == f"hooks.example:{server.port}"
    assert server.got[0].path == "/hook?x=1"
    refused = await sender.send(url, b"{}", {})
    assert (refused.outcome, refused.status, len(server.got)) == ("forbidden", None, 1)
    await sender.close()


async def test_proxies_of_the_environment_are_not_used(
    server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, other.url)
    settings = WebhookSettings(allow=("127.0.0.0/8",))
    sender = Sender(Guard(names, settings.allowed), settings)
    assert (await sender.send(server.url, b"{}", {})).is_good
    assert (len(server.got), len(other.got)) == (1, 0)
    await sender.close()


async def test_a_certificate_must_be_that_of_the_name_though_we_connect_by_address(tmp_path: Path) -> None:
    async def here(host: str, port: int) -> Sequence[Address]:
        return (ip_address("127.0.0.1"),)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path, "hooks.example"))
    settings = WebhookSettings(allow=("127.0.0.0/8",), ca_file=tmp_path / "hooks.example.pem")
    sender = Sender(Guard(here, settings.allowed), settings)
    async with receiving(ssl=context) as server:
        good = await sender.send(f"https://hooks.example:{server.port}/", b"{}", {})
        wrong = await sender.send(f"https://other.example:{server.port}/", b"{}", {})
        assert good.is_good
        assert (wrong.outcome, wrong.error) == (
            "unreachable",
            "It cannot be reached: its certificate is not good.",
        )
        assert len(server.got) == 1
    await sender.close()


async def test_a_name_without_an_address_or_a_closed_port_is_said_and_no_crash() -> None:
    settings = WebhookSettings(allow=("127.0.0.0/8",))
    sender = Sender(Guard(names, settings.allowed), settings)
    for url in ("https://nobody.example/", "http://127.0.0.1:9/"):
        answer = await sender.send(url, b"{}", {})
        assert answer.outcome == "unreachable"
        assert answer.error
    await sender.close()


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file
