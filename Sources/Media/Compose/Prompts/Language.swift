// SPDX-License-Identifier: GPL-3.0-or-later

/// A language that Layby speaks, by its code in ISO 639-1.
package enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case french = "fr"
    case chinese = "zh"
    case korean = "ko"

    /// A voice of espeak-ng.
    package struct Voice: Sendable {
        package let name: String
        /// Words a minute, as espeak-ng counts; each Chinese character is a word to it.
        package let speed: Int
    }

    /// The plain voice `cmn` reads the pinyin inside its own dictionary as English, so it is not used.
    package var voice: Voice {
        switch self {
        case .english: Voice(name: "en-us", speed: 150)
        case .french: Voice(name: "fr-fr", speed: 150)
        case .chinese: Voice(name: "cmn-latn-pinyin", speed: 200)
        case .korean: Voice(name: "ko", speed: 175)
        }
    }

    /// What it says for a prompt.
    package func words(for prompt: Prompt) -> String {
        switch self {
        case .english: prompt.english
        case .french: prompt.french
        case .chinese: prompt.chinese
        case .korean: prompt.korean
        }
    }
}
