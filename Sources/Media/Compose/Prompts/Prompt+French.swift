// SPDX-License-Identifier: GPL-3.0-or-later

extension Prompt {
    /// An orbit is a number where a call waits: French has no better word for a parked call.
    var french: String {
        switch self {
        case .zero: "Zéro"
        case .one: "Un"
        case .two: "Deux"
        case .three: "Trois"
        case .four: "Quatre"
        case .five: "Cinq"
        case .six: "Six"
        case .seven: "Sept"
        case .eight: "Huit"
        case .nine: "Neuf"
        case .star: "Étoile"
        case .pound: "Dièse"
        case .parkedAt: "Votre appel est en attente au numéro"
        case .nobodyCame: "Personne n’a pu prendre votre appel. Au revoir."
        case .orbitEmpty: "Il n’y a pas d’appel à ce numéro."
        case .allTaken: "Toutes les places d’attente sont occupées."
        case .pleaseHold: "Ne quittez pas, s’il vous plaît."
        case .stillWaiting: "Merci de patienter. Quelqu’un va bientôt vous répondre."
        case .retrieved: "L’appel a été repris."
        case .comingBack: "Un appel en attente vous revient."
        case .enterNumber: "Veuillez composer le numéro de l’appel en attente."
        case .invalidNumber: "Ce numéro n’est pas valable."
        case .notAllowed: "Vous n’êtes pas autorisé à faire cela."
        case .goodbye: "Au revoir."
        }
    }
}
