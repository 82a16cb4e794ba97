"""Groups E and I: what a header says, and what comes again, late or from elsewhere."""

from typing import Final

from tests.kit.bad_inputs import Answer, BadInput

FAULT, SF, MIME, VNR, INC, NS, TTL = (
    Answer.FAULT,
    Answer.SF,
    Answer.MIME,
    Answer.VNR,
    Answer.INC,
    Answer.NS,
    Answer.TTL,
)
OK, ACK0, RECORDED, CONTENT = Answer.OK, Answer.ACK0, Answer.RECORDED, Answer.CONTENT

_ENVIRONMENT: Final = "the same organisation in its other environment: nobody speaks for another, the message is astray"
GROUP_E: Final = (
    BadInput(
        111,
        "no header, two of them, or one without a mandatory child",
        (VNR, INC),
        "no-header two-headers no-from no-party-in-from no-to no-agreement no-conversation no-service no-action "
        "no-message-data",
    ),
    BadInput(112, "an agreement nobody knows", (VNR,), "unknown in-the-same-time"),
    # An agreement is suspended by taking it out of the book: it is unknown from then on.
    BadInput(113, "an agreement that is not in force", (VNR,), "not-yet-in-force no-longer-in-force in-the-same-time"),
    BadInput(
        114,
        "an agreement of others",
        (SF,),
        "of-the-neighbour in-the-same-time",
        (VNR,),
        "112 asks for one answer to everything that is not an agreement of the sender's",
    ),
    BadInput(
        115, "from and to exchanged, to somebody else", (VNR,), "from-and-to-swapped to-somebody-else to-our-production"
    ),
    BadInput(
        116,
        "from another OIN than the certificate's",
        (SF,),
        "from-the-neighbour from-their-production payload-of-the-neighbour",
        (VNR, CONTENT),
        f"{_ENVIRONMENT}; a payload that names another is refused for its content",
    ),
    BadInput(
        117,
        "an OIN of no type, or of another",
        (VNR,),
        "untyped-sender untyped-receiver sender-of-another-type receiver-of-another-type",
        (INC,),
        "a type left out is another mistake to the common adapter (E-61)",
    ),
    BadInput(
        118,
        "a manifest that names an address",
        (MIME,),
        "manifest-to-the-web manifest-to-a-file manifest-to-an-ftp-server",
    ),
    BadInput(
        119, "manifest and parts that differ", (MIME,), "no-manifest part-that-is-not-there part-that-nobody-names"
    ),
    BadInput(120, "a part named twice, or otherwise", (MIME,), "named-twice named-in-other-case named-with-percent"),
    BadInput(
        121,
        "a role that was not agreed",
        (VNR,),
        "role-not-agreed no-role role-of-the-other",
        (INC,),
        "a role left out is another mistake to the common adapter (E-61)",
    ),
    BadInput(
        122,
        "a service or action that was not agreed, or looks like it",
        (VNR,),
        "service-not-agreed untyped-service service-with-a-space action-not-agreed action-of-ours action-with-a-space "
        "action-behind-a-space action-with-a-zero-width-space",
        (INC,),
        "a service of another type is found, and contradicts its agreement (E-32)",
    ),
    BadInput(
        123,
        "another version; no mustUnderstand",
        (NS, VNR),
        "version-1.0 version-3.0 no-must-understand",
        (INC,),
        "the version of the header is Inconsistent to the common adapter (E-61)",
    ),
    BadInput(124, "two identities in one place", (INC,), "two-senders two-receivers"),
    BadInput(125, "the conversation of another", (OK,), "a-conversation-is-the-partners-own"),
    BadInput(
        126,
        "an OIN that is empty, has markup or is long",
        (VNR,),
        "empty-party markup-in-a-party party-of-10-kilobytes",
    ),
    BadInput(
        127,
        "a reference to what is unknown, another's or itself",
        (VNR,),
        "reference-to-itself an-unknown-reference the-reference-of-another the-reference-of-its-own",
    ),
    BadInput(
        128,
        "an id that is missing, empty, long, an injection, or the same in other case",
        (VNR, OK),
        "no-message-id empty 10-kilobytes line-end quote path an-id-in-other-case",
        (INC,),
        "an element that is missing is Inconsistent, as 111 has it",
    ),
    BadInput(
        129,
        "moments that are missing, impossible, ahead or over",
        (VNR, TTL, OK),
        "no-timestamp 1970 a-day-ahead no-zone year-10000 time-to-live-over time-to-live-before-the-timestamp "
        "1-second-past-the-skew within-the-skew before-the-agreement",
        (INC,),
        "an element that is missing, as in 111; a message older than its agreement contradicts it (E-61)",
    ),
    BadInput(
        130,
        "questions of who has no agreement, or about the messages of others",
        (VNR,),
        "a-question-under-no-agreement nobody-hears-whether a-ping-gets a-question-about-status",
        (OK,),
        "a message of another is answered as one nobody knows: NotRecognized (ebMS 2.0, 7.1.2)",
    ),
    BadInput(131, "a receipt for what was never sent", (RECORDED,), "a-receipt-for-what-was-never-sent"),
    BadInput(
        132,
        "a receipt of another, unsigned, or of other digests",
        (SF,),
        "a-receipt-that-its-sender-did-not-sign a-receipt-must-return the-neighbour-cannot-acknowledge",
        (RECORDED,),
        "a signal is never answered by a MessageError (E-59)",
    ),
    BadInput(133, "two words about one message", (RECORDED,), "the-first-word-counts"),
    BadInput(
        134,
        "what the message asks and the agreement does not",
        (INC, NS),
        "signed-false next-msh no-ack-requested no-duplicate-elimination sync-reply message-order",
    ),
)

GROUP_I: Final = (
    BadInput(215, "the same message again", (ACK0,), "the-same-message-again the-same-message-encrypted-anew"),
    BadInput(
        216,
        "a known id of another, or without its signature",
        (SF,),
        "the-neighbour-learns-nothing without-a-valid-signature",
        (FAULT,),
        "under an agreement that is not its own nobody is identified (112)",
    ),
    BadInput(217, "an id that another is about to use", (OK,), "an-id-is-the-senders-own"),
    BadInput(218, "other content under a known id", (INC,), "other-content-under-a-known-id"),
    BadInput(219, "fifty at once over two processes", (ACK0,), "fifty-at-once-over-two-nodes"),
    BadInput(220, "the same while the first is being taken", (ACK0,), "nothing-is-acknowledged-before-it-is-durable"),
    BadInput(
        221,
        "the same when its time is over, or its content was destroyed",
        (ACK0,),
        "a-message-whose-content-was-destroyed a-message-whose-time-is-over",
    ),
    BadInput(
        222,
        "the same payload under a new id",
        (OK,),
        "the-same-payload-under-a-new-id",
        (CONTENT,),
        "StUF gives a reference once: its sender hears so (StUF016), and nobody is left in doubt about a second",
    ),
    BadInput(
        223,
        "a MessageError that nobody signed",
        (SF,),
        "a-refusal-that-the-partner-did-not-sign",
        (RECORDED,),
        "a signal is never answered by a MessageError (E-59)",
    ),
    BadInput(
        224,
        "a receipt for another message, or after the end",
        (SF, RECORDED),
        "a-receipt-for-one-message a-receipt-after-the-end",
    ),
    BadInput(
        225,
        "a clock that is off; messages out of order",
        (OK,),
        "a-slow-clock-loses-nothing messages-may-overtake",
        (VNR,),
        "a slow clock loses nothing; one that is more than five minutes fast would outlive every term, and is told",
    ),
    BadInput(
        226,
        "a message of another environment or for another gateway",
        (SF,),
        "a-message-for-another-gateway",
        (FAULT, VNR),
        "the agreement is unknown here, or the receiver is: both are asked before the signature",
    ),
)
