// SPDX-License-Identifier: GPL-3.0-or-later
extension Exchange {
    mutating func dialog(
        _ leg: LegID, _ token: String, _ event: DialogEvent, at now: Instant, _ effects: inout [Effect]
    ) {
        switch event {
        case .invited(let invitation): invited(leg, token, invitation, at: now, &effects)
        case .confirmed(let media):
            if let media { aim(leg, media, &effects) }
            if case .fetching(let call, let invitation) = legs[leg] {
                fetched(call, by: leg, invitation, at: now, &effects)
            }
        case .mediaChanged(let media): aim(leg, media, &effects)
        case .ended(let why): ended(leg, why, at: now, &effects)
        }
    }

    private mutating func invited(
        _ leg: LegID, _ token: String, _ invitation: Invitation, at now: Instant, _ effects: inout [Effect]
    ) {
        precondition(legs[leg] == nil, "a dialog is reported once")
        switch dialplan.destination(of: invitation) {
        case .park(let range):
            park(leg, token, invitation, range.map { .range($0) } ?? .anywhere, at: now, &effects)
        case .orbit(let number, let isOutright):
            let isTransfer = invitation.parker != nil
            switch (orbits[number], isTransfer) {
            case (.some, true): refuse(leg, Refusal(.orbitBusy, "orbit \(number) is taken"), &effects)
            case (.some(let call), false): fetch(call, leg, invitation, &effects)
            case (nil, _) where isOutright || isTransfer:
                park(leg, token, invitation, .orbit(number), at: now, &effects)
            case (nil, _): refuse(leg, Refusal(.orbitEmpty, "no call is in orbit \(number)"), &effects)
            }
        case .pickup(let number):
            if let call = orbits[number] {
                fetch(call, leg, invitation, &effects)
            } else {
                refuse(leg, Refusal(.orbitEmpty, "no call is in orbit \(number)"), &effects)
            }
        case .music(let programme):
            if let refusal = drainingRefusal { return refuse(leg, refusal, &effects) }
            legs[leg] = .listening(programme: programme)
            effects.append(.openLeg(leg, order(for: invitation)))
        case .unknown: refuse(leg, Refusal(.notFound, "nobody is called that here"), &effects)
        }
    }

    private mutating func park(
        _ leg: LegID, _ token: String, _ invitation: Invitation, _ place: ParkRequest.Place, at now: Instant,
        _ effects: inout [Effect]
    ) {
        legs[leg] = .parked(CallID(leg))
        let caller = invitation.wantsPrivacy ? Party.anonymous : invitation.caller
        let parking = Parking(
            place: place, token: token, caller: caller, parker: invitation.parker ?? Party(), origin: .sip)
        park(CallID(leg), parking, order(for: invitation), for: .leg(leg), at: now, &effects)
    }

    /// An order to hang up may cross the last word about where media go: that leg is closed already.
    private func aim(_ leg: LegID, _ media: RemoteMedia, _ effects: inout [Effect]) {
        if legs[leg] != .leaving { effects.append(.aim(leg, media)) }
    }

    /// An offer may name no address yet
    /// ([RFC 3725 §4.2](https://www.rfc-editor.org/rfc/rfc3725#section-4.2)): media will be near whoever sent it, and
    /// silent until it does.
    func order(for invitation: Invitation, orElse codec: Codec = .pcmu) -> LegOrder {
        guard let offer = invitation.offer else { return .listen(near: invitation.source, codec) }
        let isSomewhere = !offer.target.remote.address.isUnspecified
        return isSomewhere ? .new(offer) : .listen(near: invitation.source, offer.target.codec)
    }

    mutating func listenerOpened(
        _ leg: LegID, _ programme: String, _ stream: MediaStream, _ effects: inout [Effect]
    ) {
        effects.append(.playMusic(leg, programme: programme))
        effects.append(.signal(leg, .accept(Acceptance(local: stream.local, onlySends: true))))
    }

    private mutating func ended(_ leg: LegID, _ why: String, at now: Instant, _ effects: inout [Effect]) {
        guard let phase = legs.removeValue(forKey: leg) else {
            preconditionFailure("a dialog ends once, after it was reported")
        }
        switch phase {
        case .parked(let call): callerEnded(call, why, at: now, &effects)
        case .fetching(let call, _):
            putBack(call)
            effects.append(.closeLeg(leg, why: why))
        case .talking(let other):
            effects.append(.closeLeg(leg, why: why))
            effects.append(.closeLeg(other, why: why))
            hangUp(other, why, &effects)
        case .listening: effects.append(.closeLeg(leg, why: why))
        case .leaving: break
        }
    }

    /// Ends the dialog of a leg, if it has one and has not been told already.
    mutating func hangUp(_ leg: LegID, _ why: String, _ effects: inout [Effect]) {
        guard let phase = legs[leg], phase != .leaving else { return }
        legs[leg] = .leaving
        effects.append(.signal(leg, .hangUp(why: why)))
    }
}

extension Party {
    /// Whoever asked not to be named ([RFC 3323 §4.1](https://www.rfc-editor.org/rfc/rfc3323#section-4.1)).
    static let anonymous = Party(uri: "sip:anonymous@anonymous.invalid", name: "Anonymous")
}
