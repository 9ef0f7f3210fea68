// expected: 'way' consumed more than once

import Pipeline

/// One request, walked twice.
func fork(_ way: consuming RequestWay) {
    var first = way
    var second = way
    _ = first.begin()
    _ = second.begin()
}
