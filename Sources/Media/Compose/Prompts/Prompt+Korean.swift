// SPDX-License-Identifier: GPL-3.0-or-later

extension Prompt {
    /// The formal style; zero is 공, as in telephone numbers.
    var korean: String {
        switch self {
        case .zero: "공"
        case .one: "일"
        case .two: "이"
        case .three: "삼"
        case .four: "사"
        case .five: "오"
        case .six: "육"
        case .seven: "칠"
        case .eight: "팔"
        case .nine: "구"
        case .star: "별표"
        case .pound: "우물정"
        case .parkedAt: "통화가 보류된 번호는"
        case .nobodyCame: "전화를 받을 수 있는 사람이 없습니다. 안녕히 계십시오."
        case .orbitEmpty: "이 번호에는 보류된 통화가 없습니다."
        case .allTaken: "모든 보류 자리가 사용 중입니다."
        case .pleaseHold: "잠시만 기다려 주십시오."
        case .stillWaiting: "기다려 주셔서 감사합니다. 곧 연결해 드리겠습니다."
        case .retrieved: "통화가 다시 연결되었습니다."
        case .comingBack: "보류된 통화가 다시 돌아왔습니다."
        case .enterNumber: "보류된 통화의 번호를 입력해 주십시오."
        case .invalidNumber: "잘못된 번호입니다."
        case .notAllowed: "이 작업을 할 권한이 없습니다."
        case .goodbye: "안녕히 계십시오."
        }
    }
}
