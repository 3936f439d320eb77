// SPDX-License-Identifier: GPL-3.0-or-later
/// One listener, as the playout thread sees it: numbers, and the address of encoded music.
///
/// Whoever places a lane keeps the music alive until the lane has been given back.
package struct Lane {
    package var descriptor: Int32
    package var ssrc: UInt32
    package var timestamp: UInt32
    package var sequence: UInt16
    package var payloadType: UInt8
    /// Set on the first packet and after every skip ([RFC 3551 §4.1](https://www.rfc-editor.org/rfc/rfc3551#section-4.1)).
    package var marker = true
    package var music: UnsafePointer<UInt8>
    package var musicLength: Int
    package var position: Int
    /// Bytes of payload in a packet.
    package var payloadSize: Int
    /// Ticks of the RTP clock in a packet.
    package var clockTicks: UInt32
    /// Slots of the wheel from one packet to the next.
    package var stride: Int
    /// The first slot of the stride, chosen when the lane is attached.
    package var slot = 0
    package var packets: UInt32 = 0

    package init(
        descriptor: Int32, ssrc: UInt32, timestamp: UInt32, sequence: UInt16, payloadType: UInt8,
        music: UnsafePointer<UInt8>, musicLength: Int, position: Int, payloadSize: Int, clockTicks: UInt32,
        stride: Int
    ) {
        precondition(
            musicLength > 0 && payloadSize <= Lane.mostPayload, "a lane has music, in packets that fit")
        precondition(Wheel.slots % stride == 0, "a packet time divides the turn of the wheel")
        self.descriptor = descriptor
        self.ssrc = ssrc
        self.timestamp = timestamp
        self.sequence = sequence
        self.payloadType = payloadType
        self.music = music
        self.musicLength = musicLength
        self.position = position
        self.payloadSize = payloadSize
        self.clockTicks = clockTicks
        self.stride = stride
    }

    /// Payload that fits any path without fragments.
    package static let mostPayload = 1400
}
