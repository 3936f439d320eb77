// SPDX-License-Identifier: GPL-3.0-or-later

extension Prompt {
    /// Mandarin in simplified characters, without words whose tones shift in ways that espeak-ng misses.
    var chinese: String {
        switch self {
        case .zero: "零"
        case .one: "一"
        case .two: "二"
        case .three: "三"
        case .four: "四"
        case .five: "五"
        case .six: "六"
        case .seven: "七"
        case .eight: "八"
        case .nine: "九"
        case .star: "星号"
        case .pound: "井号"
        case .parkedAt: "您的通话已保留在"
        case .nobodyCame: "无人接听您的电话。再见。"
        case .orbitEmpty: "这个号码没有保留的通话。"
        case .allTaken: "所有的驻留位都已占用。"
        case .pleaseHold: "请稍候。"
        case .stillWaiting: "感谢您的等候，很快会有人接听。"
        case .retrieved: "通话已取回。"
        case .comingBack: "一个保留的通话正在转回给您。"
        case .enterNumber: "请输入保留通话的号码。"
        case .invalidNumber: "号码无效。"
        case .notAllowed: "您没有权限进行此操作。"
        case .goodbye: "再见。"
        }
    }
}
