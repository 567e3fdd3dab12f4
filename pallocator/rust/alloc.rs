// SPDX-License-Identifier: PostgreSQL
//! std's allocator for confined code: size classes with free lists, cut from blocks that the host grants.
//!
//! The host keeps what PostgreSQL trusts (which pages are granted, to whom, the limit) outside the region. All
//! that is here can be overwritten by the code it serves, which then harms its own heap only.
//!
//! - 16-byte steps up to 128 bytes, then four classes per power of two below 1 MiB. A class keeps its blocks
//!   for ever; the host takes the heap back as a whole.
//! - A class that runs dry takes a span from the current chunk and links all of its blocks.
//! - From 1 MiB on (rounded up to classes: above 896 KiB), blocks are granted directly. The last ones that were
//!   given up are kept for the next of the same size: fresh pages cost more than most of what is done with them.
//! - Functions whose calls hand values to each other (the state of an aggregate) share one heap: what one of them
//!   allocated, another grows and frees. `plrust_share_heap` says which, before anything was allocated.
//! - Every class block is aligned to the largest power of two that divides its size, up to a page, so that an
//!   alignment of up to a page only asks for a power of two as size.

use crate::alloc::{GlobalAlloc, Layout, System};
use crate::ptr;

unsafe extern "C" {
    /// Grants `size` bytes, page-aligned and zeroed; null when the limit or the region is exhausted.
    safe fn plrust_host_grow(size: usize) -> *mut u8;
    /// Takes back a whole block of `plrust_host_grow`.
    fn plrust_host_release(block: *mut u8, size: usize);
}

const STEP: usize = 16;
const SMALL_MAX: usize = 128;
const SMALL_CLASSES: usize = SMALL_MAX / STEP;
/// The largest class: 7/8 MiB.
const CLASS_MAX: usize = 7 << 17;
/// Classes 0..8 are the small ones; each of the 13 doublings from 128 bytes to 1 MiB has four, but the last,
/// 1 MiB itself, is granted directly.
const CLASSES: usize = SMALL_CLASSES + 13 * 4 - 1;
const PAGE: usize = 4096;
/// Directly granted blocks grow in place within this.
const LARGE_STEP: usize = 64 << 10;
/// No block can be larger than the region.
const LARGEST: usize = (1 << 32) - LARGE_STEP;
/// How many directly granted blocks are kept at most, and their bytes.
const KEPT_BLOCKS: usize = 16;
const KEPT_BYTES: usize = 32 << 20;
const CHUNK_FIRST: usize = 64 << 10;
const CHUNK_LAST: usize = 1 << 20;

struct Heap {
    free: [*mut Link; CLASSES],
    /// What is left of the current chunk.
    next: usize,
    end: usize,
    /// The size of the next one; 0: it is the first.
    chunk: usize,
}

/// A directly granted block that is free; null if there is none.
#[derive(Copy, Clone)]
struct Kept {
    block: *mut u8,
    size: usize,
}

const NOT_KEPT: Kept = Kept {
    block: ptr::null_mut(),
    size: 0,
};

/// Oldest first; the empty ones are at the end.
struct Keeper {
    kept: [Kept; KEPT_BLOCKS],
    count: usize,
    bytes: usize,
}

struct Link {
    next: *mut Link,
}

/// All that there is to an allocator. Zeros are an empty one.
struct Arena {
    heap: Heap,
    keeper: Keeper,
}

static mut OWN: Arena = Arena {
    heap: Heap {
        free: [ptr::null_mut(); CLASSES],
        next: 0,
        end: 0,
        chunk: 0,
    },
    keeper: Keeper {
        kept: [NOT_KEPT; KEPT_BLOCKS],
        count: 0,
        bytes: 0,
    },
};

/// What this instance allocates from.
static mut ARENA: *mut Arena = &raw mut OWN;

/// Bytes that the host grants for an arena that is shared (`kArenaBytes` in `handler/states/family.hpp`).
const SHARED_BYTES: usize = PAGE;
const _: () = assert!(crate::mem::size_of::<Arena>() <= SHARED_BYTES);

/// Makes this instance allocate from an arena that others use, too.
///
/// # Safety
/// `arena` is the address of `SHARED_BYTES` bytes that were zero at first and that only this function's users write, and
/// it stays; nothing was allocated before it is shared the first time.
#[unsafe(no_mangle)]
unsafe extern "C" fn plrust_share_heap(arena: *mut u8) {
    // SAFETY: there is one thread.
    unsafe { ARENA = arena.cast() };
}

/// Where a layout's block comes from. A function of the layout alone: `dealloc` decides the same.
enum Source {
    Class(usize),
    /// Granted directly, of this size.
    Host(usize),
    /// Aligned to more than a page: inside a block of this layout, with the block's address just below.
    Within(Layout),
    Impossible,
}

#[inline]
fn source(layout: Layout) -> Source {
    let (size, align) = (layout.size(), layout.align());
    if align <= STEP {
        if size <= CLASS_MAX {
            Source::Class(class_of(size))
        } else {
            large(size)
        }
    } else {
        over_aligned(size, align)
    }
}

#[cold]
fn over_aligned(size: usize, align: usize) -> Source {
    if align > PAGE {
        // The block holds `size` from any multiple of `align` above its start.
        return match size.checked_add(align) {
            Some(whole) if whole <= LARGEST => {
                // SAFETY: 16 is a power of two, and `whole` is far below the limit.
                Source::Within(unsafe { Layout::from_size_align_unchecked(whole, STEP) })
            }
            _ => Source::Impossible,
        };
    }
    let size = if size > align { size } else { align };
    match size.checked_next_power_of_two() {
        Some(size) if size <= CLASS_MAX => Source::Class(class_of(size)),
        _ => large(size),
    }
}

#[cold]
fn large(size: usize) -> Source {
    if size > LARGEST {
        return Source::Impossible;
    }
    Source::Host((size + (LARGE_STEP - 1)) & !(LARGE_STEP - 1))
}

/// The class of `size <= CLASS_MAX` bytes.
#[inline]
fn class_of(size: usize) -> usize {
    if size <= SMALL_MAX {
        return size.saturating_sub(1) / STEP;
    }
    let last = size - 1;
    let log = (usize::BITS - 1 - last.leading_zeros()) as usize; // 7..=19
    let quarter = last >> (log - 2); // 4..=7
    SMALL_CLASSES + (log - 7) * 4 + (quarter - 4)
}

/// The block size of a class.
#[inline]
fn size_of_class(class: usize) -> usize {
    if class < SMALL_CLASSES {
        return (class + 1) * STEP;
    }
    let (log, quarter) = (
        (class - SMALL_CLASSES) / 4 + 7,
        (class - SMALL_CLASSES) % 4 + 4,
    );
    (quarter + 1) << (log - 2)
}

impl Heap {
    #[inline]
    unsafe fn take(&mut self, class: usize) -> *mut u8 {
        // SAFETY: class_of gives numbers below CLASSES; checking again would cost every allocation.
        let list = unsafe { self.free.get_unchecked_mut(class) };
        let block = *list;
        if block.is_null() {
            return self.refill(class);
        }
        // SAFETY: what is on a list is a free block, and holds its link.
        *list = unsafe { (*block).next };
        block.cast()
    }

    #[inline]
    unsafe fn give(&mut self, class: usize, block: *mut u8) {
        let block: *mut Link = block.cast();
        // SAFETY: as above; the caller gives up the block.
        unsafe {
            let list = self.free.get_unchecked_mut(class);
            (*block).next = *list;
            *list = block;
        }
    }

    /// Takes a span from the chunk, returns its first block and lists the others, in order.
    #[cold]
    #[inline(never)]
    fn refill(&mut self, class: usize) -> *mut u8 {
        let size = size_of_class(class);
        let natural = size & size.wrapping_neg();
        let align = if natural < PAGE { natural } else { PAGE };
        let (span, align) = if size > 2 * PAGE {
            (size, align)
        } else {
            ((8 * size + PAGE - 1) & !(PAGE - 1), PAGE)
        };
        let (start, blocks) = match self.carve(span, align) {
            0 => (self.carve(size, align), 1),
            start => (start, span / size),
        };
        let first = ptr::with_exposed_provenance_mut::<u8>(start);
        if start == 0 || blocks == 1 {
            return first;
        }
        // SAFETY: the span has `blocks` blocks, which nothing else uses.
        unsafe {
            for i in 1..blocks - 1 {
                let block: *mut Link = first.add(i * size).cast();
                (*block).next = first.add((i + 1) * size).cast();
            }
            let last: *mut Link = first.add((blocks - 1) * size).cast();
            (*last).next = ptr::null_mut();
            self.free[class] = first.add(size).cast();
        }
        first
    }

    /// The address of `size` fresh bytes, or 0. `align` is at most a page, `size` at most CLASS_MAX.
    fn carve(&mut self, size: usize, align: usize) -> usize {
        let start = (self.next + (align - 1)) & !(align - 1);
        // Both are addresses below 2^47, so this does not wrap.
        if start != 0 && start + size <= self.end {
            self.next = start + size;
            return start;
        }
        let whole = (size + PAGE - 1) & !(PAGE - 1);
        if whole > CHUNK_LAST / 4 {
            return grow(whole);
        }
        let chunk = if self.chunk == 0 {
            CHUNK_FIRST
        } else {
            self.chunk
        };
        let mut granted = if whole > chunk { whole } else { chunk };
        let mut block = plrust_host_grow(granted).expose_provenance();
        if block == 0 && granted != whole {
            granted = whole;
            block = grow(granted);
        }
        if block == 0 {
            return 0;
        }
        self.chunk = if chunk < CHUNK_LAST { 2 * chunk } else { chunk };
        // A chunk that continues the last one continues its rest, too.
        if block != self.end {
            self.next = block;
        }
        self.end = block + granted;
        let start = (self.next + (align - 1)) & !(align - 1);
        self.next = start + size;
        start
    }
}

/// The address of a fresh block, or 0.
fn grow(size: usize) -> usize {
    // SAFETY: there is one thread, and no reference to it is alive here.
    unsafe { (*ARENA).keeper.grow(size) }.expose_provenance()
}

impl Keeper {
    /// A fresh block, for which kept ones are given up when there is no other way.
    fn grow(&mut self, size: usize) -> *mut u8 {
        loop {
            let block = plrust_host_grow(size);
            if !block.is_null() || self.count == 0 {
                return block;
            }
            self.release_oldest();
        }
    }

    /// Takes number `index < count` out.
    fn take(&mut self, index: usize) -> *mut u8 {
        let Kept { block, size } = self.kept[index];
        self.kept.copy_within(index + 1..self.count, index);
        self.count -= 1;
        self.bytes -= size;
        block
    }

    fn release_oldest(&mut self) {
        let size = self.kept[0].size;
        let block = self.take(0);
        // SAFETY: a whole block, which nobody uses.
        unsafe { plrust_host_release(block, size) }
    }

    /// A block of the host, and whether it is known to be zeroed.
    #[cold]
    #[inline(never)]
    fn grant(&mut self, size: usize) -> (*mut u8, bool) {
        if let Some(index) = self.kept[..self.count]
            .iter()
            .rposition(|kept| kept.size == size)
        {
            return (self.take(index), false);
        }
        (self.grow(size), true)
    }

    #[cold]
    #[inline(never)]
    fn keep(&mut self, block: *mut u8, size: usize) {
        if size > KEPT_BYTES {
            // SAFETY: the caller gives up a whole block.
            return unsafe { plrust_host_release(block, size) };
        }
        while self.count == KEPT_BLOCKS || self.bytes + size > KEPT_BYTES {
            self.release_oldest();
        }
        self.kept[self.count] = Kept { block, size };
        self.count += 1;
        self.bytes += size;
    }
}

/// The block around a `Within` block.
#[cold]
unsafe fn around(block: *mut u8) -> *mut u8 {
    // SAFETY: alloc_within left it there.
    unsafe { block.cast::<*mut u8>().sub(1).read() }
}

#[cold]
unsafe fn alloc_within(whole: Layout, align: usize) -> *mut u8 {
    // SAFETY: as the caller's.
    let outer = unsafe { System.alloc(whole) };
    if outer.is_null() {
        return outer;
    }
    // 16 or more bytes above `outer`, because that is a multiple of 16 and `align` is larger.
    let block = outer.map_addr(|address| (address & !(align - 1)) + align);
    // SAFETY: `whole` is `align` larger than what is asked for.
    unsafe { block.cast::<*mut u8>().sub(1).write(outer) };
    block
}

#[stable(feature = "alloc_system_type", since = "1.28.0")]
// SAFETY: there is one thread, and a host call does not come back into the same heap.
unsafe impl GlobalAlloc for System {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match source(layout) {
            // SAFETY: see above.
            Source::Class(class) => unsafe { (*ARENA).heap.take(class) },
            // SAFETY: see above.
            Source::Host(size) => unsafe { (*ARENA).keeper.grant(size).0 },
            // SAFETY: `whole` is not over-aligned.
            Source::Within(whole) => unsafe { alloc_within(whole, layout.align()) },
            Source::Impossible => ptr::null_mut(),
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (block, is_zeroed) = match source(layout) {
            // SAFETY: see above.
            Source::Host(size) => unsafe { (*ARENA).keeper.grant(size) },
            // SAFETY: as the caller's.
            _ => (unsafe { self.alloc(layout) }, false),
        };
        if !block.is_null() && !is_zeroed {
            // SAFETY: a new block of this layout.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller gives back a block of this layout.
        unsafe {
            match source(layout) {
                Source::Class(class) => (*ARENA).heap.give(class, block),
                Source::Host(size) => (*ARENA).keeper.keep(block, size),
                Source::Within(whole) => self.dealloc(around(block), whole),
                Source::Impossible => {}
            }
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's new size is valid with the old alignment.
        let new_layout = unsafe { Layout::from_size_align_unchecked(new_size, layout.align()) };
        match (source(layout), source(new_layout)) {
            (Source::Class(old), Source::Class(new)) if old == new => return block,
            (Source::Host(old), Source::Host(new)) if old == new => return block,
            _ => {}
        }
        // SAFETY: the caller's block of the old layout.
        unsafe { super::realloc_fallback(self, block, layout, new_size) }
    }
}
