/*
 * SQLite's WAL locks and Seawall's relay. README.md says what is assumed and what is left out; check runs it.
 *
 * Frames are counted, not stored: a cycle is known by the id of its WAL header, a frame by its number. Several steps of
 * wal.c are one step here where what lies between them cannot be told from their being done a little later, or where
 * what they work on is locked. Locks that are refused although they are free stand for connections that are not modelled.
 */

#ifndef FRAMES
#define FRAMES 2        /* frames in a cycle, at most */
#endif
#ifndef HEADERS
#define HEADERS 3       /* WAL headers in a run, at most: cycles, and headers under which nothing is committed */
#endif
#ifndef WRITERS
#define WRITERS 1
#endif
#ifndef SLOTS
#define SLOTS 5         /* WAL_NREADER */
#endif
#ifndef RELAY
#define RELAY 1         /* 0: SQLite alone */
#endif
#ifndef APP_FIXED
#define APP_FIXED 1     /* 0: the application's SQLite is older than 3.51.3 */
#endif

#define PASSIVE 0
#define TRUNCATE 1      /* goes as far as it gets: FULL, or RESTART, which changes no more than FULL does */

#define NOT_USED 255    /* READMARK_NOT_USED */
#define NO_SLOT 9       /* no read lock held */
#define RETRY 10        /* WAL_RETRY */

/* The wal-index (shared memory): WalIndexHdr and WalCkptInfo. */
byte salt, mxFrame, nBackfill, mark[SLOTS];
/* The WAL file's header; 0 where none verifies. */
byte header;

/* Locks. READ1 and above are held exclusively for longer than a step only all together. */
bool writeLock, ckptLock, read0Exclusive, readersExclusive;
byte shared[SLOTS];

/* How many header ids were given away. */
byte ids;

#if APP_FIXED
#define ALL_COPIED (nBackfill == mxFrame)
#define BACKFILLED_IS_COPIED true
#else
/* Ghost: which frames of this cycle the database file really has, bit k for frame k+1. */
byte copied;
#define ALL_COPIED (copied == (1 << mxFrame) - 1)
#define BACKFILLED_IS_COPIED ((copied & ((1 << nBackfill) - 1)) == (1 << nBackfill) - 1)
#endif

/* The relay's CycleCheck; and up to which frame of that cycle all is safe. */
byte knownHeader, knownLast, beginLast, beginBackfilled, safe;
bool restartedUnderHold;
/*
 * Until a hold is taken and what it shows is safe, a restart may lose frames of the header lateFor, and the relay may
 * then say so: such a break is honest.
 */
bool guarded, broken;
byte lateFor;

/* What must not happen. */
bool frameLost, pageLost, falseAlarm;
#if defined(IGNORE_ALARMS)
#define ALARM_UNLESS(condition) skip
#elif defined(TAKE)
#define ALARM_UNLESS(condition) \
    if \
    :: !(condition) && lateFor != 0 && knownHeader == lateFor && safe < knownLast -> broken = true \
    :: else -> REQUIRE(condition, falseAlarm) \
    fi
#else
#define ALARM_UNLESS(condition) REQUIRE(condition, falseAlarm)
#endif
#define REQUIRE(condition, otherwise) if :: (condition) :: else -> otherwise = true; assert(!otherwise) fi

#define LIVE_EQUALS(hs, hm) (salt == hs && mxFrame == hm)
#if SLOTS == 5
#define NO_READER (shared[1] + shared[2] + shared[3] + shared[4] == 0)
#elif SLOTS == 4
#define NO_READER (shared[1] + shared[2] + shared[3] == 0)
#else
#define NO_READER (shared[1] + shared[2] == 0)
#endif

/* walTryBeginRead where the WAL is to be used: choose a mark; lock it, and check that neither it nor the header changed. */
inline tryMark(hs, hm, slot) {
    d_step {
        best = 0;
        at = 0;
        k = 1;
        do
        :: k < SLOTS ->
            if
            :: best <= mark[k] && mark[k] <= hm -> best = mark[k]; at = k
            :: else
            fi;
            k++
        :: else -> break
        od;
        if
        :: (best < hm || at == 0) && !readersExclusive ->
            k = 1;
            do
            :: k < SLOTS && shared[k] != 0 -> k++
            :: else -> break
            od;
            if
            :: k < SLOTS -> mark[k] = hm; best = hm; at = k
            :: else
            fi
        :: else
        fi;
        k = 0
    }
    d_step {
        if
        :: at != 0 && !readersExclusive && mark[at] == best && LIVE_EQUALS(hs, hm) -> shared[at]++; slot = at
        :: else -> slot = RETRY
        fi;
        best = 0;
        at = 0
    }
}

/* sqlite3WalBeginReadTransaction. */
inline beginRead(hs, hm, slot) {
    do
    :: d_step {
           hs = salt;
           hm = mxFrame;
           if
           :: nBackfill == mxFrame && !read0Exclusive -> shared[0]++; slot = 0
           :: else -> slot = RETRY
           fi
       }
       if
       :: slot == 0 -> break
       :: else -> tryMark(hs, hm, slot)
       fi;
       if
       :: slot != RETRY -> break
       :: else
       fi
    od
}

/* walRestartHdr, under the write lock, and READ1 and above. */
inline restartHeader(hs, due) {
    atomic { (due) && NO_READER && !readersExclusive && ids < HEADERS ->
        readersExclusive = true;
        REQUIRE(ALL_COPIED, pageLost);
#if RELAY
        /* Nothing can be overwritten before this, so all that is committed must be safe by now. */
        REQUIRE(mxFrame == 0 || !guarded || (knownHeader == salt && safe >= mxFrame), frameLost);
        lateFor = (guarded -> 0 : salt);
#endif
        ids++;
        hs = ids;
        salt = hs;
        mxFrame = 0
#if !APP_FIXED
        ; copied = 0
#endif
    }
    nBackfill = 0;
    d_step {
        mark[1] = 0;
        k = 2;
        do
        :: k < SLOTS -> mark[k] = NOT_USED; k++
        :: else -> break
        od;
        k = 0;
        readersExclusive = false
    }
}

/* sqlite3WalCheckpoint. A busy handler that tries again is the same as coming later. */
inline checkpoint(wanted, fixed, hs, hm, answered) {
    if
    :: atomic { ckptLock -> answered = false }
    :: atomic { !ckptLock ->
           ckptLock = true;
           if
           :: wanted != PASSIVE && !writeLock -> writeLock = true; mode = wanted
           :: wanted == PASSIVE || writeLock -> mode = PASSIVE
           fi;
           hs = salt;
           hm = mxFrame;
           answered = true };
       if
       :: nBackfill >= hm
       :: atomic { nBackfill < hm -> upTo = hm; k = 1 };
          do
          :: d_step { k < SLOTS ->
                 if
                 :: upTo > mark[k] ->
                     if
                     :: shared[k] == 0 && !readersExclusive -> mark[k] = (k == 1 -> upTo : NOT_USED)
                     :: else -> upTo = mark[k]
                     fi
                 :: else
                 fi;
                 k++ }
          :: k == SLOTS -> break
          od;
          k = 0;
          if
          :: atomic { nBackfill < upTo && !read0Exclusive && shared[0] == 0 -> read0Exclusive = true };
#if !APP_FIXED
             d_step {
                 if
                 :: fixed && salt != hs
                 :: else ->
                     k = nBackfill;
                     do
                     :: k < upTo && k < mxFrame -> copied = copied | (1 << k); k++
                     :: else -> break
                     od;
                     k = 0
                 fi
             }
#endif
             d_step {
                 if
                 :: fixed && salt != hs /* since 3.51.3: the WAL was restarted since its header was read */
                 :: else ->
                     nBackfill = upTo;
                     REQUIRE(BACKFILLED_IS_COPIED, pageLost)
                 fi;
                 read0Exclusive = false
             }
          :: skip
          fi;
          upTo = 0
       fi;
       if
       :: mode != PASSIVE ->
          if
          :: restartHeader(hs, nBackfill >= hm); header = 0
          :: skip
          fi
       :: else
       fi;
       d_step {
           if
           :: mode != PASSIVE -> writeLock = false
           :: else
           fi;
           ckptLock = false;
           mode = PASSIVE;
           hs = 0;
           hm = 0
       }
    fi
}

/* A connection of the application that writes transactions of one frame, and checkpoints after them or not. */
proctype Writer() {
    byte hs, hm, slot = NO_SLOT, best, at, k, mode, upTo;
    bool answered, own;
    do
    :: beginRead(hs, hm, slot);
       /* sqlite3WalBeginWriteTransaction: BUSY, or BUSY_SNAPSHOT where somebody wrote since the read began. */
       if
       :: atomic { writeLock || !LIVE_EQUALS(hs, hm) -> goto done }
       :: atomic { !writeLock && LIVE_EQUALS(hs, hm) -> writeLock = true }
       fi;
       /* walRestartLog. */
       if
       :: slot == 0 ->
          if
          :: restartHeader(hs, nBackfill > 0); hm = 0; own = true
          :: skip
          fi;
          d_step { shared[0]--; slot = NO_SLOT }
          do
          :: tryMark(hs, hm, slot);
             if
             :: slot != RETRY -> break
             :: else
             fi
          od
       :: else
       fi;
       /* sqlite3WalFrames. */
       if
       :: hm == FRAMES || (hm == 0 && !own && ids == HEADERS) -> goto rollback
       :: else
       fi;
       if
       :: hm == 0 ->
          d_step {
              if
              :: own
              :: else -> ids++; hs = ids /* other salts, or another sequence number: another header */
              fi;
              header = hs
          }
       :: else
       fi;
       if
       :: d_step { salt = hs; mxFrame = hm + 1; writeLock = false }; goto done
       :: skip /* frames were spilled, and are rolled back */
       fi;
rollback:
       writeLock = false;
done:
       atomic { shared[slot]--; slot = NO_SLOT; hs = 0; hm = 0; own = false }
#ifndef NO_AUTO_CHECKPOINT
       if
       :: checkpoint(PASSIVE, APP_FIXED, hs, hm, answered); answered = false
       :: skip
       fi
#endif
    od
}

/* A checkpointer of the application's. */
proctype Checkpointer() {
    byte hs, hm, k, mode, want, upTo;
    bool answered;
    do
    ::
       if
       :: want = PASSIVE
#ifndef ONLY_PASSIVE
       :: want = TRUNCATE
#endif
       fi;
       checkpoint(want, APP_FIXED, hs, hm, answered);
       atomic { answered = false; want = PASSIVE }
    od
}

#ifdef ADOPT_AT_ZERO
#define EMPTY (lookLast == 0 && lookHeader == knownHeader)
#else
#define EMPTY (lookLast == 0)
#endif

/* Neither number falls while the WAL is the same; where one does, the look met a restart between its two reads. */
#ifdef BACKFILLED_MAY_FALL
#define CONTRADICTS (lookLast < knownLast)
#else
#define CONTRADICTS (lookLast < knownLast || (!restartedUnderHold && lookBackfilled < beginBackfilled))
#endif

/* CycleCheck.observe. */
#define OBSERVE \
    askAgain = false; \
    if \
    :: EMPTY -> askAgain = true \
    :: !EMPTY && (lookHeader == 0 || (lookHeader == knownHeader && CONTRADICTS)) -> askAgain = true \
    :: !EMPTY && lookHeader != 0 && lookHeader != knownHeader -> \
        ALARM_UNLESS(!restartedUnderHold); \
        ALARM_UNLESS(beginBackfilled == knownLast); \
        ALARM_UNLESS(safe >= beginBackfilled); \
        ALARM_UNLESS(lookBackfilled == 0); \
        knownHeader = lookHeader; \
        knownLast = lookLast; \
        safe = 0; \
        restartedUnderHold = true \
    :: else -> \
        ALARM_UNLESS(lookBackfilled <= (restartedUnderHold -> 0 : beginLast)); \
        knownLast = lookLast \
    fi

/*
 * LiveDatabase.look, and what CycleCheck makes of it: header, NOOP (the wal-index header, then nBackfill), header.
 * Headers never come back, so it is enough to compare them where the two numbers are read.
 */
inline look() {
#ifdef LOOK_NOOP_FIRST
    lookLast = mxFrame;
    lookBackfilled = nBackfill;
    d_step { lookHeader = header; OBSERVE }
#else
    do
    :: d_step { lookHeader = header; lookLast = mxFrame }
       if
       :: d_step { lookHeader == header -> lookBackfilled = nBackfill; OBSERVE }; break
       :: lookHeader != header
       fi
    od
#endif
#ifdef TAKE
    ; !broken
#endif
}

#define ALLOWS_RESTART (!restartedUnderHold && beginBackfilled == beginLast)
#define GREW (knownLast > beginLast || restartedUnderHold)
#define PARKED (ALLOWS_RESTART && !GREW)
#define OVERDUE (restartedUnderHold || (ALLOWS_RESTART && GREW))

#define FORGET_LOOK lookHeader = 0; lookLast = 0; lookBackfilled = 0; askAgain = false

/* What is still to be read must still be there. */
inline allSafe() {
    d_step {
        if
        :: safe < knownLast && !guarded && header != knownHeader -> broken = true
        :: safe < knownLast && !(!guarded && header != knownHeader) ->
            REQUIRE(header == knownHeader, frameLost);
            safe = knownLast
        :: else
        fi
    }
#ifdef TAKE
    ; !broken
#endif
}

/*
 * Relay.take: begin, look, and make safe what is seen, if the next write may restart the WAL. Two looks have to agree,
 * and of an empty WAL nothing is backfilled.
 */
inline take() {
    beginRead(hs, hm, held);
    atomic { hs = 0; hm = 0 }
    do
    :: d_step { lookHeader = header; lookLast = mxFrame }
       if
       :: d_step { lookHeader == header -> lookBackfilled = nBackfill }
#ifndef FIRST_LOOK_ONCE
          ; atomic { knownHeader = header; knownLast = mxFrame };
          if
          :: knownHeader == header && lookHeader == header && lookLast == knownLast && lookBackfilled == nBackfill ->
             break
          :: else
          fi
#else
          ; break
#endif
       :: lookHeader != header
       fi
    od;
    atomic {
#ifndef FIRST_LOOK_ONCE
        if
        :: lookLast == 0 -> lookBackfilled = 0
        :: else
        fi;
#endif
        knownHeader = (lookLast == 0 -> 0 : lookHeader);
        knownLast = lookLast;
        beginLast = lookLast;
        beginBackfilled = lookBackfilled;
        FORGET_LOOK
    }
    if
    :: knownLast == beginBackfilled && knownLast > 0 ->
        if
        :: allSafe(); guarded = true
        :: skip /* a replica is behind: what a restart takes from it is the reason of its new generation */
        fi
    :: else -> guarded = true
    fi
}

/* Relay. If its first hold is taken already, held is the slot. */
proctype Relay(byte held) {
    byte hs, hm, slot = NO_SLOT, best, at, k, mode, upTo;
    byte lookHeader, lookLast, lookBackfilled, step;
#ifdef FIRM
    byte gate = NO_SLOT;
#endif
    bool answered, askAgain, madeSafe;
#ifdef TAKE
    take();
#endif
    do
    :: look(); atomic { FORGET_LOOK }
#ifdef SHIPPING
    :: safe < knownLast -> allSafe() /* the replicas have acknowledged it */
#endif
    :: OVERDUE -> goto advance
    :: knownLast > 0 && !PARKED -> step = 1; goto advance /* rotate: advance, PASSIVE, advance */

#ifdef FIRM
    :: knownLast > 0 && !PARKED -> /* rotateFirmly: the same in BEGIN IMMEDIATE and ROLLBACK */
       beginRead(hs, hm, gate);
       if
       :: atomic { !writeLock && LIVE_EQUALS(hs, hm) -> writeLock = true; hs = 0; hm = 0 };
          look(); atomic { FORGET_LOOK; step = 1 };
          goto advance
       :: atomic { writeLock || !LIVE_EQUALS(hs, hm) -> shared[gate]--; gate = NO_SLOT; hs = 0; hm = 0 };
          goto next
       fi
#endif

advance:
#ifdef LOOK_BEFORE_BEGIN
       look();
#endif
#ifdef END_BEFORE_BEGIN
       atomic { shared[held]--; held = NO_SLOT }
#endif
       beginRead(hs, hm, slot);
       atomic { hs = 0; hm = 0 }
#ifndef LOOK_BEFORE_BEGIN
       look();
#endif
       if
       :: askAgain -> goto missed
       :: else
       fi;
#ifdef END_BEFORE_SAFE
       d_step { shared[held]--; held = NO_SLOT }
#endif
       if
       :: allSafe(); madeSafe = true
       :: safe < knownLast -> madeSafe = false /* a replica is behind, and the spool is full */
       fi;
#ifndef LET_GO_UNSAFE
       if
       :: !madeSafe && lookBackfilled == lookLast -> goto missed
       :: else
       fi;
#endif
#ifndef NO_CHECKPOINT_LOCK
       if
       :: restartedUnderHold ->
          checkpoint(PASSIVE, 1, hs, hm, answered);
          if
          :: !answered -> goto missed
          :: else -> answered = false
          fi
       :: else
       fi;
#endif
       /* handOver, and the end of the old transaction. */
       d_step {
           restartedUnderHold = false;
           guarded = true;
           beginLast = lookLast;
           beginBackfilled = lookBackfilled;
           if
           :: held != NO_SLOT -> shared[held]--
           :: else
           fi;
           held = slot;
           slot = NO_SLOT;
           madeSafe = false;
           FORGET_LOOK
       }
       if
       :: step == 1 ->
          step = 0;
          checkpoint(PASSIVE, 1, hs, hm, answered);
          if
          :: answered -> answered = false; goto advance
          :: else
          fi
       :: else
       fi;
       goto next;
missed:
       atomic {
           if
           :: held != NO_SLOT -> shared[slot]--
           :: else -> held = slot
           fi;
           slot = NO_SLOT;
           madeSafe = false;
           step = 0;
           FORGET_LOOK
       }
next:
#ifdef FIRM
       atomic {
           if
           :: gate != NO_SLOT -> shared[gate]--; gate = NO_SLOT; writeLock = false
           :: else
           fi
       }
#else
       skip
#endif
    od
}

init {
    atomic {
        byte k = 1;
        do
        :: k < SLOTS -> mark[k] = NOT_USED; k++
        :: else -> break
        od;
        /* What the relay finds as it starts. */
        if
        :: skip /* no WAL yet */
        :: ids = 1; mxFrame = 1; nBackfill = 0
        :: ids = 1; mxFrame = 1; nBackfill = 1
        :: FRAMES > 1 -> ids = 1; mxFrame = 2; nBackfill = 1
        fi;
        salt = ids;
        header = ids;
#if !APP_FIXED
        copied = (1 << nBackfill) - 1;
#endif
        mark[1] = mxFrame;
#if defined(TAKE)
        run Relay(NO_SLOT);
#elif RELAY
        guarded = true;
        knownHeader = header;
        knownLast = mxFrame;
        beginLast = mxFrame;
        beginBackfilled = nBackfill;
        if
        :: nBackfill == mxFrame -> safe = mxFrame; shared[0] = 1; run Relay(0)
        :: else -> shared[1] = 1; run Relay(1)
        fi;
#endif
        run Writer();
#if WRITERS > 1
        run Writer();
#endif
#ifdef CHECKPOINTER
        run Checkpointer();
#endif
    }
}
