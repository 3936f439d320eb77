// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
struct SIPListener { enum Transport { case udp, tcp }; var transport: Transport; var address: SocketAddress }
extension Configuration {
    struct SIP {
        var listen: [SIPListener]; var trustedPeers: [IPNetwork]; var advertise: String?;
        var parkNumbers: [Dialplan.ParkNumber]; var pickupPrefix: String
    }
    var sip: SIP {
        SIP(
            listen: [
                SIPListener(transport: .udp, address: SocketAddress("127.0.0.1:5060")!),
                SIPListener(transport: .tcp, address: SocketAddress("127.0.0.1:5060")!),
            ], trustedPeers: [IPNetwork("127.0.0.0/8")!], advertise: nil,
            parkNumbers: [Dialplan.ParkNumber(number: "park")], pickupPrefix: "*88")
    }
}
