import QtQuick

// Arrows among keys, in two dimensions: rows are not of one width, and the row of suggestions is as it comes.
QtObject {
    id: root

    // In whose coordinates the keys are compared, and how far one row is from the next.
    required property Item frame
    required property real line

    function middle(item: Item): point {
        return item.mapToItem(frame, item.width / 2, item.height / 2);
    }

    // The key whose middle is nearest to a place.
    function nearest(items: list<Item>, place: point): Item {
        const far = item => Math.hypot(middle(item).x - place.x, middle(item).y - place.y);
        return items.reduce((best, item) => far(item) < far(best) ? item : best);
    }

    // The next one in a direction, or null at the edge: along a row, the nearest; across rows, the one over or under it.
    function next(items: list<Item>, from: Item, dx: int, dy: int): Item {
        const here = middle(from);
        let best = null;
        let least = Infinity;
        for (const item of items) {
            const there = middle(item);
            const along = (there.x - here.x) * dx + (there.y - here.y) * dy;
            const aside = Math.abs(dx !== 0 ? there.y - here.y : there.x - here.x);
            if (item === from || along < line / 3 || (dx !== 0 && aside > line / 3))
                continue;
            const far = along + (dx !== 0 ? 0 : 3 * Math.max(0, aside - item.width / 2));
            if (far < least) {
                best = item;
                least = far;
            }
        }
        return best;
    }
}
