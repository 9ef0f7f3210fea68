internal import Decisions
package import StrictJSON

/// How many decisions of one kind another policy set turns, in each direction.
package struct FlipTally: Sendable, Hashable {
    /// Allowed then, refused by the other set.
    package internal(set) var refused = 0
    /// Refused then, allowed by the other set.
    package internal(set) var allowed = 0

    /// Both directions together.
    package var count: Int { refused + allowed }

    mutating func add(_ flip: Flip) {
        if flip.now.isAllowed { allowed += 1 } else { refused += 1 }
    }
}

/// What deciding a whole log by another policy set gave.
package struct WhatIfReport: Sendable {
    /// How many entries were read.
    package internal(set) var entries: Int64 = 0
    /// How many decisions were decided by the other set.
    package internal(set) var decisions = 0
    /// All flips.
    package internal(set) var flips = FlipTally()
    /// Flips by class; an organisation of several classes counts under each.
    package internal(set) var classes: [ExactString: FlipTally] = [:]
    /// Flips by who asked.
    package internal(set) var organisations: [ExactString: FlipTally] = [:]
    /// Flips by the policies or reasons that cause them; a flip with several counts under each.
    package internal(set) var causes: [ExactString: FlipTally] = [:]
    /// What of the log is not as it must be: then the flips are of something that nobody signed.
    package internal(set) var findings = FindingList()

    mutating func add(_ flip: Flip) {
        flips.add(flip)
        organisations[flip.organisation, default: FlipTally()].add(flip)
        for name in flip.classes { classes[name, default: FlipTally()].add(flip) }
        for name in flip.causes { causes[name, default: FlipTally()].add(flip) }
    }
}
