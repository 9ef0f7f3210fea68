import Support

/// A disk that loses power: what is certain of the files of a log, and what may or may not have reached it.
///
/// The model is the kernel's promise and no more. A write or a change of size is certain once a sync of its file that began
/// afterwards has ended; a name that was made or removed, once such a sync of the folder has. Whatever is not certain may be there or
/// not, each sector of 512 bytes for itself.
struct Disk {
    /// What reached the disk of all that was not certain.
    enum Luck: CaseIterable {
        case nothing, everything, something
    }

    fileprivate enum Change {
        case write(at: Int, bytes: [UInt8])
        case resize(to: Int)
    }

    fileprivate struct File {
        var bytes: [UInt8] = []
        var isThere = false
        var changes: [(number: Int, change: Change)] = []
        var names: [(number: Int, isThere: Bool)] = []
    }

    private var files: [String: File] = [:]
    private var number = 0

    /// The decisions that were forwarded so far.
    private(set) var forwarded: [Int] = []

    /// A disk on which everything is certain.
    init(_ contents: [String: [UInt8]]) {
        files = contents.mapValues { File(bytes: $0, isThere: true) }
    }

    /// Takes the next event of a trace.
    mutating func take(_ event: DiskTrace.Event) {
        switch event {
        case .write(let file, let place, let bytes):
            files[file, default: File()].changes.append((number, .write(at: place, bytes: bytes)))
        case .resize(let file, let size):
            files[file, default: File()].changes.append((number, .resize(to: size)))
        case .create(let name):
            let file = files[name, default: File()]
            let isThere = file.names.last?.isThere ?? file.isThere
            if !isThere { files[name, default: File()].names.append((number, true)) }
        case .remove(let name):
            files[name, default: File()].names.append((number, false))
        case .sync(let name, let begun):
            files[name]?.settle(before: begun)
        case .syncFolder(let begun):
            for name in Array(files.keys) { files[name]?.settleName(before: begun) }
        case .forward(let decisions):
            forwarded += decisions
        }
        number += 1
    }

    /// The files as they may be when power comes back.
    func afterPowerLoss(_ luck: Luck, using random: inout SeededGenerator) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            var isThere = file.isThere
            for change in file.names where luck.keeps(using: &random) { isThere = change.isThere }
            var bytes = file.bytes
            for (_, change) in file.changes { Self.apply(change, to: &bytes, luck, &random) }
            if isThere { found[name] = bytes }
        }
        return found
    }

    private static func apply(
        _ change: Change,
        to content: inout [UInt8],
        _ luck: Luck,
        _ random: inout SeededGenerator
    ) {
        switch change {
        case .resize(let size):
            if luck.keeps(using: &random) { content.resize(to: size) }
        case .write(let place, let bytes):
            var start = place
            while start < place + bytes.count {
                let end = min(place + bytes.count, (start / 512 + 1) * 512)
                if luck.keeps(using: &random) {
                    content.put(bytes[start - place..<end - place], at: start)
                }
                start = end
            }
        }
    }
}

extension Disk.Luck {
    fileprivate func keeps(using random: inout SeededGenerator) -> Bool {
        switch self {
        case .nothing: false
        case .everything: true
        case .something: Bool.random(using: &random)
        }
    }
}

extension Disk.File {
    fileprivate mutating func settle(before begun: Int) {
        for (number, change) in changes where number < begun {
            switch change {
            case .resize(let size): bytes.resize(to: size)
            case .write(let place, let new): bytes.put(new[...], at: place)
            }
        }
        changes.removeAll { $0.number < begun }
    }

    fileprivate mutating func settleName(before begun: Int) {
        for (number, value) in names where number < begun { isThere = value }
        names.removeAll { $0.number < begun }
    }
}

extension [UInt8] {
    fileprivate mutating func resize(to size: Int) {
        if size < count {
            removeLast(count - size)
        } else {
            self += [UInt8](repeating: 0, count: size - count)
        }
    }

    fileprivate mutating func put(_ bytes: ArraySlice<UInt8>, at place: Int) {
        if place + bytes.count > count { resize(to: place + bytes.count) }
        replaceSubrange(place..<place + bytes.count, with: bytes)
    }
}
