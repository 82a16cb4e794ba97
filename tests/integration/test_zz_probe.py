import sys; sys.path.insert(0,'/work/main')
import time
from dataclasses import replace
from tests.kit.corpus import *
from gateway.wire.ebms2.model import *
from gateway.wire.ebms2.vocabulary import SIGNAL_SERVICE
from gateway.domain.identifiers import MessageId
def test_probe(tmp_path_factory):
    with running_bench(tmp_path_factory) as b:
        h=b.partner.letter().message.header
        def plain(p): return replace(p, role=None)
        for kind, block in (("Ping",{}),("StatusRequest",{"status_request":StatusRequest(MessageId("a@b.example"))}),("Pong",{})):
            m=SoapMessage(header=replace(h, service=TypedValue(SIGNAL_SERVICE), action=kind, message_id=b.partner.new_id(), sender=plain(h.sender), receiver=plain(h.receiver), time_to_live=None, duplicate_elimination=False, refers_to=MessageId("x@y.example") if kind=="Pong" else None), **block)
            b.watch.mark()
            print(kind, b.partner.post(b.partner.write(m, None)), b.watch.evidence(), b.watch.log())
        l=b.partner.letter().with_header(refers_to=MessageId("onbekend@x.example"))
        b.watch.mark()
        print(b.partner.post(b.partner.seal(l)), b.partner.mailbox.wait_for_signal(l.message_id).kind)
        b._answered.add(l.message_id)
        b.drain()
