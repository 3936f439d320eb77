// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Testing

/// Offers in the manner of the phones and exchanges that send them, and what they are to be answered with.
enum SDPOffers {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var offer: String
        /// The answer from its media lines on; what precedes them is the same for all.
        var answer: String
        var onlySends = false

        var testDescription: String { name }
    }

    static let local = SocketAddress(IPAddress("192.0.2.10")!, 30000)

    /// The lines as they travel, with CRLF.
    static func wire(_ lines: String) -> [UInt8] {
        Array((lines.split(separator: "\n").joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// A plain offer with these media lines.
    static func offer(_ media: String, connection: String? = "IN IP4 198.51.100.7") -> String {
        "v=0\no=- 1 1 IN IP4 198.51.100.7\ns=-\n" + (connection.map { "c=\($0)\n" } ?? "") + "t=0 0\n" + media
    }

    /// What the first answer of session 77 at `local` looks like.
    static func answer(_ media: String, version: Int = 1) -> [UInt8] {
        wire("v=0\no=- 77 \(version) IN IP4 192.0.2.10\ns=-\nc=IN IP4 192.0.2.10\nt=0 0\n" + media)
    }

    static let phones = [
        Case(
            name: "a Cisco desk phone",
            offer: """
                v=0
                o=Cisco-SIPUA 20148 0 IN IP4 10.1.1.20
                s=SIP Call
                b=AS:4064
                t=0 0
                m=audio 17256 RTP/AVP 114 9 0 8 116 18 101
                c=IN IP4 10.1.1.20
                b=TIAS:64000
                a=rtpmap:114 opus/48000/2
                a=fmtp:114 maxplaybackrate=16000;sprop-maxcapturerate=16000
                a=rtpmap:9 G722/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:116 iLBC/8000
                a=fmtp:116 mode=20
                a=rtpmap:18 G729/8000
                a=fmtp:18 annexb=yes
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=sendrecv
                """,
            answer: """
                m=audio 30000 RTP/AVP 0 101
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=sendrecv
                """),
        Case(
            name: "a Yealink desk phone that prefers A-law, heard by music",
            offer: """
                v=0
                o=- 20001 20001 IN IP4 192.168.1.50
                s=SDP data
                c=IN IP4 192.168.1.50
                t=0 0
                m=audio 11780 RTP/AVP 8 0 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=ptime:30
                a=sendrecv
                """,
            answer: """
                m=audio 30000 RTP/AVP 8 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:30
                a=sendonly
                """,
            onlySends: true),
        Case(
            name: "a Polycom with events at 127 and encrypted audio beside the plain one",
            offer: """
                v=0
                o=- 1318946200 1318946200 IN IP4 10.0.0.31
                s=Polycom IP Phone
                c=IN IP4 10.0.0.31
                t=0 0
                a=sendrecv
                m=audio 2242 RTP/SAVP 9 0 127
                a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
                a=rtpmap:9 G722/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:127 telephone-event/8000
                m=audio 2240 RTP/AVP 9 0 8 18 127
                a=rtpmap:9 G722/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:18 G729/8000
                a=fmtp:18 annexb=no
                a=rtpmap:127 telephone-event/8000
                """,
            answer: """
                m=audio 0 RTP/SAVP 9 0 127
                m=audio 30000 RTP/AVP 0 127
                a=rtpmap:0 PCMU/8000
                a=rtpmap:127 telephone-event/8000
                a=fmtp:127 0-16
                a=ptime:20
                a=sendrecv
                """),
        Case(
            name: "Linphone with audio and video, feedback, and two clocks of events",
            offer: """
                v=0
                o=alice 3231 2112 IN IP6 2001:db8::20
                s=Talk
                c=IN IP6 2001:db8::20
                t=0 0
                a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics
                m=audio 7078 RTP/AVPF 96 97 0 8 101 99
                a=rtpmap:96 opus/48000/2
                a=fmtp:96 useinbandfec=1
                a=rtpmap:97 speex/16000
                a=rtpmap:101 telephone-event/48000
                a=rtpmap:99 telephone-event/8000
                a=rtcp-fb:* trr-int 5000
                m=video 9078 RTP/AVPF 96 97
                a=rtpmap:96 VP8/90000
                a=rtpmap:97 H264/90000
                """,
            answer: """
                m=audio 30000 RTP/AVPF 0 99
                a=rtpmap:0 PCMU/8000
                a=rtpmap:99 telephone-event/8000
                a=fmtp:99 0-16
                a=ptime:20
                a=sendrecv
                m=video 0 RTP/AVPF 96 97
                """),
        Case(
            name: "baresip",
            offer: """
                v=0
                o=- 2063371290 719882433 IN IP4 127.0.0.1
                s=-
                c=IN IP4 127.0.0.1
                t=0 0
                a=tool:baresip 1.0.0
                m=audio 10024 RTP/AVP 0 8 101
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-15
                a=rtcp:10025
                a=sendrecv
                a=label:1
                a=rtcp-rsize
                a=ssrc:3412967317 cname:sip:a@127.0.0.1
                a=ptime:20
                """,
            answer: """
                m=audio 30000 RTP/AVP 0 101
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=sendrecv
                """),
        Case(
            name: "Asterisk with a limit on the packet time",
            offer: """
                v=0
                o=- 1245889142 1245889142 IN IP4 203.0.113.5
                s=Asterisk
                c=IN IP4 203.0.113.5
                t=0 0
                m=audio 13342 RTP/AVP 3 8 0 101
                a=rtpmap:3 GSM/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=maxptime:150
                a=sendrecv
                """,
            answer: """
                m=audio 30000 RTP/AVP 8 101
                a=rtpmap:8 PCMA/8000
                a=rtpmap:101 telephone-event/8000
                a=fmtp:101 0-16
                a=ptime:20
                a=sendrecv
                """),
    ]

    static let lines = [
        Case(
            name: "a music-on-hold request with dummy formats that reserve numbers (RFC 7088 §2.8)",
            offer: offer(
                "m=audio 4000 RTP/AVP 100 101 97 102\na=rtpmap:97 pcma/8000/1\na=rtpmap:102 x-reserved-102/8000\n"
                    + "a=recvonly"),
            answer: "m=audio 30000 RTP/AVP 97\na=rtpmap:97 PCMA/8000\na=ptime:20\na=sendonly",
            onlySends: true),
        Case(
            name: "static payload types without a map",
            offer: offer("m=audio 4000 RTP/AVP 18 8 0"),
            answer: "m=audio 30000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=ptime:20\na=sendrecv"),
        Case(
            name: "a static number that a map gives away",
            offer: offer("m=audio 4000 RTP/AVP 0 8\na=rtpmap:0 G726-32/8000"),
            answer: "m=audio 30000 RTP/AVP 8\na=rtpmap:8 PCMA/8000\na=ptime:20\na=sendrecv"),
        Case(
            name: "two channels and wide clocks, which are not ours",
            offer: offer(
                "m=audio 4000 RTP/AVP 96 97 98\na=rtpmap:96 PCMU/8000/2\na=rtpmap:97 PCMU/16000\n"
                    + "a=rtpmap:98 PCMU/8000"),
            answer: "m=audio 30000 RTP/AVP 98\na=rtpmap:98 PCMU/8000\na=ptime:20\na=sendrecv"),
        Case(
            name: "every kind of line, of which one audio is taken",
            offer: offer(
                "m=image 6000 udptl t38\nm=audio 0 RTP/AVP 0\nm=audio 4000 RTP/AVP 18\nm=audio 4002 RTP/AVP 0\n"
                    + "m=audio 4004 RTP/AVP 8\nm=video 5000 RTP/AVP 34 99\nm=application 9 TCP/BFCP *\n"
                    + "m=audio 4006 UDP/TLS/RTP/SAVPF 0 8"),
            answer:
                "m=image 0 udptl t38\nm=audio 0 RTP/AVP 0\nm=audio 0 RTP/AVP 18\nm=audio 30000 RTP/AVP 0\n"
                + "a=rtpmap:0 PCMU/8000\na=ptime:20\na=sendrecv\n"
                + "m=audio 0 RTP/AVP 8\nm=video 0 RTP/AVP 34 99\nm=application 0 TCP/BFCP *\n"
                + "m=audio 0 UDP/TLS/RTP/SAVPF 0 8"),
        Case(
            name: "no name, no time, and lines that nobody knows",
            offer:
                "v=0\no=- 1 1 IN IP4 198.51.100.7\nc=IN IP4 198.51.100.7\nm=audio 4000 RTP/AVP 0\nq=1\nrubbish",
            answer: "m=audio 30000 RTP/AVP 0\na=rtpmap:0 PCMU/8000\na=ptime:20\na=sendrecv"),
    ]

    static let all = phones + lines
}
