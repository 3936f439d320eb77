// SPDX-License-Identifier: GPL-3.0-or-later
internal import Core
internal import Platform

/// Connected sockets by the hundred, all to one that the kernel keeps deaf.
struct Sockets {
    let receiver: UDPSocket
    let senders: [UDPSocket]

    init(_ count: Int) {
        ProcessLimits.raiseDescriptors()
        let any = SocketAddress(IPAddress(v4: 0x7F00_0001), 0)
        do throws(SystemError) {
            receiver = try UDPSocket(bindingTo: any)
            try receiver.dropIncoming()
            var senders: [UDPSocket] = []
            for _ in 0..<count {
                let sender = try UDPSocket(bindingTo: any)
                try sender.connect(to: receiver.local)
                senders.append(sender)
            }
            self.senders = senders
        } catch {
            fatalError("the benchmark cannot have \(count) sockets: \(error)")
        }
    }
}
