// SPDX-License-Identifier: GPL-3.0-or-later
import Core
import Foundation
import Platform
import Synchronization
import Testing

struct ThreadsTests {
    @Test func `a mailbox keeps the order of each sender and loses nothing`() {
        let mailbox = Mailbox<(sender: Int, number: Int)>()
        let senders = (0..<4).map { sender in
            WorkerThread("sender") { for number in 0..<5000 { mailbox.post((sender, number)) } }
        }
        var next = [0, 0, 0, 0]
        while next.reduce(0, +) < 20_000,
            let messages = mailbox.receive(until: SystemClock.now + .seconds(10))
        {
            guard !messages.isEmpty else { break }
            for message in messages {
                #expect(message.number == next[message.sender])
                next[message.sender] += 1
            }
        }
        for sender in senders { sender.join() }
        #expect(next == [5000, 5000, 5000, 5000])
    }

    @Test func `a closed mailbox hands out what it holds, then ends`() {
        let mailbox = Mailbox<Int>()
        mailbox.post(1)
        mailbox.close()
        #expect(!mailbox.post(2))
        #expect(mailbox.receive() == [1])
        #expect(mailbox.receive() == nil)
    }

    @Test func `a mailbox returns empty-handed at its deadline, and not before`() {
        let mailbox = Mailbox<Int>()
        let deadline = SystemClock.now + .milliseconds(30)
        #expect(mailbox.receive(until: deadline) == [])
        #expect(SystemClock.now >= deadline)
    }

    @Test func `a doorbell wakes the one who waits`() {
        let bell = Doorbell()
        let ringer = WorkerThread("ringer") { bell.ring() }
        #expect(bell.wait(until: SystemClock.now + .seconds(10)))
        #expect(!bell.wait(until: SystemClock.now))
        ringer.join()
    }

    @Test func `counters add up over threads`() {
        let counters = Counters()
        let counter = counters.counter("x_total", "Things.")
        let threads = (0..<4).map { _ in WorkerThread("adder") { for _ in 0..<10_000 { counter.add() } } }
        for thread in threads { thread.join() }
        #expect(counters.measurements == [Measurement("x_total", "Things.", .counter, value: 40_000)])
    }
}
