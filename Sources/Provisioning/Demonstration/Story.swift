import Cryptography
import Decisions
import Foundation
import StrictJSON

/// The demonstration's story.
///
/// Every step says what must come of it, and that is checked while it is told.
struct Story {
    private let stage: Stage
    private let auditor: Auditor
    private var court: WarrantDesk
    /// The department's first refusal, to which the auditor and the forger come back.
    private var refusal: Int64 = 0

    init(stage: Stage, auditor: Auditor) throws {
        self.stage = stage
        self.auditor = auditor
        court = try WarrantDesk(folder: stage.folder, origin: stage.gate.origin)
    }

    /// Tells the whole story.
    mutating func tell() throws {
        try ownersFillTheirCollections()
        try theNGOFindsAChild()
        try policeAreRefused()
        try leavingThingsOutDoesNotHelp()
        try aWarrantOpensOneSearch()
        try aWarrantIsNotEverything()
        try strangersAreRefused()
        try theGateStops()
        try anAuditorAgrees()
        try aForgerIsFound()
        try oneChangedByteIsFound()
    }

    private func ownersFillTheirCollections() throws {
        stage.chapter("Two organisations fill their own collections with the same two people")
        for owner in [Party.ngo, .police] {
            try stage.ask(
                owner,
                .create(owner.collection),
                "\(owner.name) creates its collection \(owner.collection)",
                expecting: .allowed(by: "owner-gallery")
            )
            for (photograph, name) in [(Photograph.personA, "person-a"), (.personB, "person-b")] {
                try stage.ask(
                    owner,
                    GateRequest.enrol(photograph, as: name, in: owner.collection)
                        .stating(source: owner == .police ? .booking : nil),
                    "\(owner.name) enrols \(name) in \(owner.collection): \(photograph.caption), \(photograph.rawValue)",
                    expecting: .allowed(by: "owner-gallery", faces: [name])
                )
            }
        }
    }

    private func theNGOFindsAChild() throws {
        stage.chapter("An NGO that the policy names searches for a missing child")
        try stage.ask(
            .ngo,
            Self.ngoSearch.stating(purpose: .missingChild, source: .socialMedia),
            "icmec searches missing-children at 95 with \(Photograph.anotherOfA.caption), \(Photograph.anotherOfA.rawValue); "
                + "purpose missing_child, image source social_media: finds person-a and not person-b",
            expecting: .allowed(by: "exempt-icmec", faces: ["person-a"])
        )
    }

    private mutating func policeAreRefused() throws {
        stage.chapter("The police search their own collection, and are told why not")
        let refused = try stage.ask(
            .police,
            policeSearch(with: .anotherOfA),
            "metro-police searches its own mugshots at 99 with \(Photograph.anotherOfA.rawValue); purpose identify_suspect, "
                + "image source cctv, no warrant",
            expecting: .refused([.moratoriumPolice], rules: ["moratorium-police"])
        )
        refusal = refused.decision?.index ?? 0
    }

    private func leavingThingsOutDoesNotHelp() throws {
        stage.chapter("Leaving things out helps nobody")
        try stage.ask(
            .ngo,
            Self.ngoSearch.stating(purpose: .missingChild),
            "icmec searches again, without saying where the image is from",
            expecting: .refused([.warrantRequired], rules: ["body-camera-warrant"])
        )
        try stage.ask(
            .ngo,
            Self.ngoSearch.stating(source: .socialMedia),
            "icmec searches again, without saying for what",
            expecting: .refused([.defaultDeny])
        )
        let mugshots = GateRequest.search(Party.police.collection, with: .anotherOfA, at: 99)
        try stage.ask(
            .police,
            mugshots.stating(purpose: .identifySuspect),
            "metro-police searches again, without saying where the image is from",
            expecting: .refused(
                [.warrantRequired, .moratoriumPolice],
                rules: ["body-camera-warrant", "moratorium-police"]
            )
        )
        try stage.ask(
            .police,
            mugshots.stating(source: .closedCircuitTelevision),
            "metro-police searches again, without saying for what",
            expecting: .refused([.moratoriumPolice], rules: ["moratorium-police"])
        )
    }

    private mutating func aWarrantOpensOneSearch() throws {
        stage.chapter("A court's warrant opens one search, at 99")
        let warrant = try court.warrant(for: stage.bytes(of: .cropOfA), atLeast: 99)
        let search = policeSearch(with: .cropOfA, under: warrant)
        try stage.ask(
            .police,
            search,
            "metro-police searches at 99 under warrant \(warrant.docket), good for one search, with "
                + "\(Photograph.cropOfA.rawValue): \(Photograph.cropOfA.caption), and so easily found",
            expecting: .allowed(by: Self.underWarrant, faces: ["person-a"])
        )
        try stage.ask(
            .police,
            search,
            "metro-police sends the very same again: the warrant is used up",
            expecting: .refused([.warrant(.usesExhausted)])
        )
        let another = try court.warrant(for: stage.bytes(of: .anotherOfA), atLeast: 99)
        try stage.ask(
            .police,
            policeSearch(with: .anotherOfA, under: another),
            "metro-police searches at 99 under warrant \(another.docket) with \(Photograph.anotherOfA.rawValue), "
                + "\(Photograph.anotherOfA.caption): allowed, and at 99 it is not close enough to anybody",
            expecting: .allowed(by: Self.underWarrant, faces: [])
        )
    }

    private mutating func aWarrantIsNotEverything() throws {
        stage.chapter("A warrant does not lower the floor, and a court can take it back")
        let lenient = try court.warrant(for: stage.bytes(of: .cropOfA), atLeast: 80)
        try stage.ask(
            .police,
            policeSearch(with: .cropOfA, at: 80, under: lenient),
            "metro-police searches at 80 under warrant \(lenient.docket), which would allow 80",
            expecting: .refused([.thresholdBelowFloor], rules: ["moratorium-police-threshold"])
        )
        let revoked = try court.warrant(for: stage.bytes(of: .cropOfA), atLeast: 99)
        try stage.act("The court revokes warrant \(revoked.docket) in its status list, a signed file") {
            try stage.abeyance.succeed(court.revoking(revoked))
            return Stage.Deed(facts: ["the gate reads it at its next question"])
        }
        try stage.ask(
            .police,
            policeSearch(with: .cropOfA, under: revoked),
            "metro-police searches at 99 under the revoked warrant \(revoked.docket)",
            expecting: .refused([.warrant(.revoked)])
        )
    }

    private func strangersAreRefused() throws {
        stage.chapter("Who is not known is not served")
        try stage.ask(
            .unregistered,
            .create("anything"),
            "A client with a certificate of the right authority, but a name that nobody registered",
            expecting: .unknown
        )
        try stage.ask(
            .untrusted,
            .create(Party.police.collection),
            "A client that calls itself metro-police, in a certificate of an authority that nobody pinned",
            expecting: .cutOff
        )
        try stage.act(
            "The operator is told that the key of metro-police was stolen, and denies its certificate"
        ) {
            let denied = try stage.abeyance.succeed([
                "cert", "deny", "\(stage.folder)/certs/\(Party.police.name).pem", "--reason",
                "reported stolen",
                "--config", "\(stage.folder)/abeyance.yaml",
            ])
            guard let index = try JSONValue.parse(denied.output)["index"]?.integer else {
                return Stage.Deed(
                    facts: ["denied"],
                    differences: ["expected the log entry that records it, found none"]
                )
            }
            return Stage.Deed(facts: ["through the control socket of the running gate", "log entry \(index)"])
        }
        try stage.ask(
            .police,
            policeSearch(with: .anotherOfA),
            "metro-police connects with the denied certificate",
            expecting: .cutOff
        )
    }

    private func theGateStops() throws {
        stage.chapter("The gate stops, and leaves its log")
        try stage.act("The gate is told to stop by SIGTERM: it finishes what is under way and closes the log")
        {
            let code = stage.gate.stop()
            return Stage.Deed(
                facts: ["exit code \(code)"],
                differences: code == 0 ? [] : ["expected exit code 0, found \(code)"]
            )
        }
        try stage.act("Who was refused before any operation was known stands there too, summed up") {
            try Strangers.counted(in: "\(stage.folder)/state")
        }
    }

    private func anAuditorAgrees() throws {
        stage.chapter("An auditor checks all of it, with an export and the public key alone")
        try stage.act(
            "She is given an export, with every policy set that was ever in force, and the log's public key"
        ) {
            Stage.Deed(
                facts: ["in a folder of her own"],
                details: try auditor.receive(from: "\(stage.folder)/state").lines
            )
        }
        try stage.act("She verifies every entry, hash, checkpoint and signature") {
            try auditor.check(auditor.verifying(auditor.export), ends: 0)
        }
        try stage.act("She decides every decision again") {
            try auditor.check(auditor.replaying(auditor.export), ends: 0)
        }
    }

    private func aForgerIsFound() throws {
        stage.chapter("An operator with the log's key rewrites it")
        let forged = "\(stage.folder)/forged"
        try stage.act(
            "Entry \(refusal) becomes ALLOW; he invents its outcome, numbers what follows anew, hashes and signs it all again"
        ) {
            let key = try PrivateKey(
                pem: [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(stage.folder)/state/log.key")))
            )
            try Forger(origin: stage.gate.origin, key: key).forge(
                auditor.export,
                flipping: refusal,
                to: forged
            )
            return Stage.Deed(facts: ["a whole new log, in \(forged)"])
        }
        try stage.act("Verifying accepts the forged log: it is consistent, and signed with the right key") {
            try auditor.check(auditor.verifying(forged), ends: 0)
        }
        try stage.act(
            "Replaying does not: from these facts, by this policy, entry \(refusal) comes out as DENY"
        ) {
            try auditor.check(auditor.replaying(forged), ends: 1, naming: refusal)
        }
    }

    private func oneChangedByteIsFound() throws {
        stage.chapter("Somebody without the key changes one byte")
        let copy = "\(stage.folder)/altered/audit.sqlite"
        try stage.act("In a copy of the log, the threshold in entry \(refusal) becomes another") {
            let place = try Vandal.changeThreshold(
                of: refusal,
                in: "\(stage.folder)/state/audit.sqlite",
                copyingTo: copy
            )
            return Stage.Deed(facts: ["one digit, byte \(place) of the file"])
        }
        try stage.act("Verifying finds it, and names the place") {
            try auditor.check(auditor.verifying(copy), ends: 1, naming: refusal)
        }
    }

    private func policeSearch(
        with photograph: Photograph,
        at threshold: Int64 = 99,
        under warrant: Warrant? = nil
    ) -> GateRequest {
        GateRequest.search(Party.police.collection, with: photograph, at: threshold)
            .stating(purpose: .identifySuspect, source: .closedCircuitTelevision, warrant: warrant)
    }

    private static let ngoSearch = GateRequest.search(Party.ngo.collection, with: .anotherOfA, at: 95)
    private static let underWarrant = "police-own-collection-under-warrant"
}
