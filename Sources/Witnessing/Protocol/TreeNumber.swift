/// A tree's size in text: no sign, no leading zero, at most 2^63 - 1.
enum TreeNumber {
    static func parse(_ digits: some Collection<UInt8>) -> Int64? {
        let text = String(decoding: digits, as: UTF8.self)
        guard let number = Int64(text), number >= 0, String(number).utf8.elementsEqual(digits) else {
            return nil
        }
        return number
    }
}
