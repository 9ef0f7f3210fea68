/// Notices that files behind the generation changed, by looking at them now and then.
///
/// Looking is one `stat` a file. It sees what an event queue would lose: a folder replaced through a symbolic link, a file on
/// another machine's disk.
package struct FileWatch: Sendable {
    /// What changed since it was last read.
    package struct Change: Hashable, Sendable {
        /// A file that only restricts: it is read again at once.
        package var restrictions = false
        /// A file of the generation itself, unchanged between two looks: whoever replaces a certificate and its key is done.
        package var generation = false

        /// Nothing, or what is said.
        package init(restrictions: Bool = false, generation: Bool = false) {
            self.restrictions = restrictions
            self.generation = generation
        }
    }

    /// The stamps of some files at one moment.
    package struct Look: Hashable, Sendable {
        fileprivate let restrictions: [String: FileStamp?]
        fileprivate let generation: [String: FileStamp?]
    }

    private let generation: [String]
    private let restrictions: RestrictionFiles
    private var last: Look
    private var read: Look

    /// A watch that takes what stands there now as read.
    package init(generation: [String], restrictions: RestrictionFiles) {
        self.generation = generation
        self.restrictions = restrictions
        last = Self.look(generation, restrictions)
        read = last
    }

    /// Looks; the answer holds until the files are said to be read.
    package mutating func look() -> Change {
        let now = Self.look(generation, restrictions)
        defer { last = now }
        return Change(
            restrictions: now.restrictions != read.restrictions,
            generation: now.generation != read.generation && now.generation == last.generation
        )
    }

    /// The files as they stand now, to be taken before reading them.
    package var now: Look { Self.look(generation, restrictions) }

    /// The restrictions were read as they stood at a look.
    package mutating func readRestrictions(at look: Look) {
        read = Look(restrictions: look.restrictions, generation: read.generation)
    }

    /// The generation's files were read, for better or worse, as they stood at a look.
    package mutating func readGeneration(at look: Look) {
        read = Look(restrictions: read.restrictions, generation: look.generation)
    }

    private static func look(_ generation: [String], _ restrictions: RestrictionFiles) -> Look {
        Look(restrictions: stamps(restrictions.paths), generation: stamps(generation))
    }

    private static func stamps(_ paths: [String]) -> [String: FileStamp?] {
        Dictionary(paths.map { ($0, FileStamp(path: $0)) }) { $1 }
    }
}
