internal import StrictJSON

/// Where the parts of a JSON text stand, so that one of them can be changed and every other byte left as it is.
///
/// Only for texts that the strict reader has taken: nothing is checked here.
struct JSONPlaces {
    private let text: [UInt8]

    init(_ text: [UInt8]) { self.text = text }

    /// The outermost value.
    var document: Range<Int> { value(at: 0) }

    /// The elements of an array, or the members' values of an object with their names.
    func elements(of array: Range<Int>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var position = skippingBlanks(array.lowerBound + 1)
        while position < array.upperBound - 1 {
            let element = value(at: position)
            result.append(element)
            position = afterSeparator(element.upperBound)
        }
        return result
    }

    /// The value of an object's member, or nil.
    func member(_ name: ExactString, of object: Range<Int>) -> Range<Int>? {
        var position = skippingBlanks(object.lowerBound + 1)
        while position < object.upperBound - 1 {
            let key = value(at: position)
            let found = value(at: skippingBlanks(key.upperBound) + 1)
            if (try? JSONValue.parse(Array(text[key])))?.string == name { return found }
            position = afterSeparator(found.upperBound)
        }
        return nil
    }

    /// The value that begins at, or after blanks at, a position.
    private func value(at position: Int) -> Range<Int> {
        let start = skippingBlanks(position)
        guard start < text.count else { return text.count..<text.count }
        switch text[start] {
        case UInt8(ascii: "\""): return start..<endOfString(start)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return start..<endOfNest(start)
        default:
            let end = text[start...].firstIndex { Self.ends.contains($0) } ?? text.count
            return start..<end
        }
    }

    private func endOfString(_ start: Int) -> Int {
        var position = start + 1
        while position < text.count, text[position] != UInt8(ascii: "\"") {
            position += text[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, text.count)
    }

    private func endOfNest(_ start: Int) -> Int {
        var depth = 0
        var position = start
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                position = endOfString(position)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return position }
        }
        return text.count
    }

    private func skippingBlanks(_ position: Int) -> Int {
        text[min(position, text.count)...].firstIndex { !Self.blanks.contains($0) } ?? text.count
    }

    private func afterSeparator(_ position: Int) -> Int {
        let next = skippingBlanks(position)
        return next < text.count && text[next] == UInt8(ascii: ",") ? skippingBlanks(next + 1) : next
    }

    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0a, 0x0d]
    private static let ends = blanks.union([UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]")])
}
