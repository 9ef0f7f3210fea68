import Foundation

/// Figures as a reader and as a program want them.
struct Table {
    private var lines: [[String: JSONField]] = []

    /// A value of one JSON line.
    private enum JSONField: Encodable {
        case text(String)
        case number(Double)
        case numbers([Double])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .numbers(let numbers): try container.encode(numbers)
            }
        }
    }

    /// A benchmark in the list of them.
    static func listing(_ benchmark: Benchmark) -> String { pad(benchmark.name, 20) + benchmark.summary }

    /// Prints the machine, its load, and the heads of the columns.
    func printHead() {
        print(Machine.description)
        print("load \(Self.loadText) (1, 5 and 15 minutes)\n")
        print(Self.row("benchmark", "what", "figure", "unit", "load", "note"))
        fflush(nil)
    }

    /// Prints a benchmark's figures as rows, with the load at its end.
    mutating func add(_ figures: [Figure], of benchmark: Benchmark) {
        let load = Machine.load
        defer { fflush(nil) }
        for figure in figures {
            print(
                Self.row(
                    benchmark.name,
                    figure.quantity,
                    figure.text,
                    figure.unit,
                    Figure.text(load[0], places: 2),
                    figure.note
                )
            )
            lines.append([
                "benchmark": .text(benchmark.name), "quantity": .text(figure.quantity),
                "value": .number(figure.value),
                "unit": .text(figure.unit), "note": .text(figure.note), "load": .numbers(load),
            ])
        }
    }

    /// Prints the load at the end, and all figures as lines of JSON if they are wanted.
    func printEnd(json: Bool) {
        print("\nload \(Self.loadText) at the end")
        guard json else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        for line in lines {
            guard let data = try? encoder.encode(line) else { continue }
            print(String(decoding: data, as: UTF8.self))
        }
    }

    private static var loadText: String {
        Machine.load.map { Figure.text($0, places: 2) }.joined(separator: " ")
    }

    private static func row(
        _ name: String,
        _ quantity: String,
        _ value: String,
        _ unit: String,
        _ load: String,
        _ note: String
    ) -> String {
        let figure = String(repeating: " ", count: max(0, 10 - value.count)) + value
        return pad(name, 19) + pad(quantity, 42) + figure + "  " + pad(unit, 14) + pad(load, 7) + note
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
