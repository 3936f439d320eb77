// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Rig

/// Good messages to be spoilt: every kind of request, in a dialog and outside, and responses to none.
struct SIPSeeds {
    /// What a dialog of the server is known by, as its 200 said.
    struct Dialog {
        var callID: String
        var from: String
        var to: String
    }

    static let offer = """
        v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
        m=audio 9 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n\
        a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n
        """

    let server: SocketAddress
    let transport: String
    var local: SocketAddress
    /// The dialog that was answered last.
    var dialog: Dialog?

    /// All kinds, with a Call-ID and branches of their own for each number.
    func messages(_ number: Int) -> [[UInt8]] {
        let own = Dialog(
            callID: "f\(number)", from: "<sip:f@layby.invalid>;tag=f\(number)", to: "<sip:park@x>")
        var texts = [
            request("INVITE", own, 1, "park", body: Self.offer),
            request("INVITE", own, 1, "moh", body: Self.offer),
            request("INVITE", own, 1, "park+\(1000 + number % 500)", [Self.transfer], body: Self.offer),
            request("INVITE", own, 1, "\(1000 + number % 500)", body: ""),
            request("CANCEL", own, 1), request("ACK", own, 1), request("OPTIONS", own, 2),
            request("REGISTER", own, 3, headers: ["Expires: 3600"]),
            request("SUBSCRIBE", own, 4, "1001", ["Event: dialog", "Expires: 60"]),
            request("REFER", own, 5, headers: ["Refer-To: <sip:1001@x?Replaces=a%3Bto-tag%3Db>"]),
            request("MESSAGE", own, 6, headers: ["Content-Type: text/plain"], body: "hello"),
            response(own, 200, "INVITE", Self.offer), response(own, 180, "INVITE"), response(own, 481, "BYE"),
        ]
        if let dialog {
            texts += [
                request("BYE", dialog, 9), request("INVITE", dialog, 10, body: Self.offer),
                request("UPDATE", dialog, 11, body: Self.offer), request("ACK", dialog, 10),
                request("PRACK", dialog, 12, headers: ["RAck: 1 1 INVITE"]), request("INFO", dialog, 13),
                request("REFER", dialog, 14, headers: ["Refer-To: <sip:1002@x>"]),
                response(dialog, 200, "BYE"),
            ]
        }
        return texts.map { Array($0.utf8) }
    }

    private static let transfer =
        "Referred-By: <sip:boss@layby.invalid>\r\nDiversion: <sip:d@x>;reason=no-answer\r\nP-Asserted-Identity: \"A\" <sip:a@x>"

    func request(
        _ method: String, _ dialog: Dialog, _ sequence: Int, _ user: String = "park", _ more: [String] = [],
        headers: [String] = [], body: String = ""
    ) -> String {
        let branch = "z9hG4bK\(dialog.callID)-\(sequence)\(method == "ACK" ? "a" : "")"
        var lines = [
            "\(method) sip:\(user)@\(server) SIP/2.0",
            "Via: SIP/2.0/\(transport) \(local);branch=\(branch);rport", "From: \(dialog.from)",
            "To: \(dialog.to)", "Call-ID: \(dialog.callID)", "CSeq: \(sequence) \(method)",
            "Max-Forwards: 70",
            "Contact: <sip:f@\(local);transport=\(transport.lowercased())>",
        ]
        lines += more + headers
        if !body.isEmpty, !headers.contains(where: { $0.hasPrefix("Content-Type") }) {
            lines.append("Content-Type: application/sdp")
        }
        return (lines + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
    }

    private func response(_ dialog: Dialog, _ status: Int, _ method: String, _ body: String = "") -> String {
        let lines = [
            "SIP/2.0 \(status) Any", "Via: SIP/2.0/\(transport) \(server);branch=z9hG4bK\(dialog.callID)",
            "From: \(dialog.from)", "To: \(dialog.to);tag=t", "Call-ID: \(dialog.callID)",
            "CSeq: 1 \(method)",
            "Contact: <sip:f@\(local)>", "Content-Type: application/sdp",
            "Content-Length: \(body.utf8.count)",
            "", body,
        ]
        return lines.joined(separator: "\r\n")
    }
}
