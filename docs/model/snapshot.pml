/*
 * A snapshot's reader (SnapshotHold) beside a writer and a checkpointer, with what the pages contain. README.md says
 * what is assumed. There is no relay here: a snapshot has to be right by its own reader alone.
 */

#ifndef FRAMES
#define FRAMES 2
#endif
#ifndef COMMITS
#define COMMITS 3       /* in a run, at most; the number of a commit is what it writes into its page */
#endif
#define HEADERS 2
#define NO_SLOT 9
#define NOT_USED 255

/* The wal-index; marks 1 and 2 only. size is nPage. */
byte salt, mxFrame, size = 2, nBackfill, mark[3];
/* The WAL file: its header, and of each frame page, content and, as each is a commit, the size of the database. */
byte header, framePage[FRAMES], frameContent[FRAMES], frameSize[FRAMES];
/* The database file. */
byte page[3], fileSize = 2;

bool writeLock, read0Exclusive;
byte shared[3], ids = 1, commits;

/* Ghost: what is committed. */
byte truth[3], truthSize = 2;

bool mixture;

inline beginRead(hs, hm, slot) {
    do
    :: d_step {
           hs = salt; hm = mxFrame; hsize = size;
           if
           :: nBackfill == mxFrame && !read0Exclusive -> shared[0]++; slot = 0
           :: else -> slot = NO_SLOT
           fi
       }
       if
       :: slot == 0 -> break
       :: else
       fi;
       atomic {
           at = 0;
           if
           :: mark[1] == hm -> at = 1
           :: mark[1] != hm && mark[2] == hm -> at = 2
           :: mark[1] != hm && mark[2] != hm && shared[1] == 0 -> mark[1] = hm; at = 1
           :: mark[1] != hm && mark[2] != hm && shared[1] != 0 && shared[2] == 0 -> mark[2] = hm; at = 2
           :: else
           fi
       }
       d_step {
           if
           :: at != 0 && mark[at] == hm && salt == hs && mxFrame == hm -> shared[at]++; slot = at
           :: else
           fi;
           at = 0
       }
       if
       :: slot != NO_SLOT -> break
       :: else
       fi
    od
}

proctype Writer() {
    byte hs, hm, hsize, slot = NO_SLOT, at, p;
    do
    :: commits == COMMITS -> break
    :: commits < COMMITS ->
       beginRead(hs, hm, slot);
       writeLock = true; /* the only writer */
       if
       :: atomic { slot == 0 && nBackfill > 0 && shared[1] + shared[2] == 0 && ids < HEADERS ->
              ids++; hs = ids; salt = hs; mxFrame = 0; hm = 0 };
          d_step { nBackfill = 0; mark[1] = 0; mark[2] = NOT_USED }
       :: else
       fi;
       if
       :: hm == FRAMES -> goto done
       :: else
       fi;
       if
       :: hm == 0 -> header = hs
       :: else
       fi;
       if
       :: p = 1; hsize = 1 /* the database shrinks, or stays small */
       :: p = 1
       :: p = 2; hsize = 2
       fi;
       d_step { framePage[hm] = p; frameContent[hm] = commits + 1; frameSize[hm] = hsize }
       d_step {
           commits++;
           mxFrame = hm + 1;
           size = hsize;
           truth[p] = commits;
           truthSize = hsize
       }
done:
       atomic { writeLock = false; shared[slot]--; slot = NO_SLOT; hs = 0; hm = 0; hsize = 0; p = 0 }
    od
}

proctype Checkpointer() {
    byte hs, hm, hsize, upTo, from, k, p, f;
    do
    :: atomic { hs = salt; hm = mxFrame; hsize = size };
       if
       :: nBackfill >= hm
       :: else ->
          atomic { upTo = hm; k = 1 };
          do
          :: atomic { k < 3 ->
                 if
                 :: upTo > mark[k] && shared[k] == 0 -> mark[k] = (k == 1 -> upTo : NOT_USED)
                 :: upTo > mark[k] && shared[k] != 0 -> upTo = mark[k]
                 :: else
                 fi;
                 k++ }
          :: k == 3 -> break
          od;
          k = 0;
          if
          :: atomic { nBackfill < upTo && shared[0] == 0 -> read0Exclusive = true; from = nBackfill };
             if
             :: salt != hs
             :: else ->
                p = 1;
                do
                :: d_step { p < 3 ->
                       /* walIteratorNext: the last frame of the page, up to the header's mxFrame, or none of it */
                       f = hm;
                       do
                       :: f > 0 && framePage[f - 1] != p -> f--
                       :: else -> break
                       od;
                       if
                       :: f > from && f <= upTo && p <= hsize ->
                           page[p] = frameContent[f - 1];
                           if
                           :: fileSize < p -> fileSize = p
                           :: else
                           fi
                       :: else
                       fi;
                       f = 0;
                       p++ }
                :: p == 3 -> break
                od;
                p = 0;
                d_step {
                    if
                    :: upTo == mxFrame ->
                        fileSize = hsize;
                        if
                        :: hsize < 2 -> page[2] = 0
                        :: else
                        fi
                    :: else
                    fi
                }
                nBackfill = upTo
             fi;
             read0Exclusive = false
          :: else
          fi
       fi;
       atomic { hs = 0; hm = 0; hsize = 0; upTo = 0; from = 0 }
    od
}

/* LiveDatabase.look; the truth of the moment is that of mxFrame. */
inline look(lh, ll, lb) {
    do
    :: d_step { lh = header; ll = mxFrame; nowTruth[1] = truth[1]; nowTruth[2] = truth[2]; nowSize = truthSize }
       if
       :: d_step { lh == header -> lb = nBackfill }; break
       :: lh != header
       fi
    od
}

proctype Snapshot() {
    byte hs, hm, hsize, slot = NO_SLOT, at, p, f;
    byte lh, ll, lb, ah, al, ab;
    byte nowTruth[3], nowSize, want[3], wantSize, got[3], count, from[3];
    bool fileAlone;
    beginRead(hs, hm, slot);
#ifdef FILE_AT_MARK
    if
    :: atomic { hm == mxFrame && hs == salt -> want[1] = truth[1]; want[2] = truth[2]; wantSize = truthSize }
    :: else -> goto end
    fi;
#endif
    look(lh, ll, lb);
    atomic {
#ifdef FILE_AT_MARK
        if
        :: lb == hm && lh == hs -> fileAlone = true; goto chosen
        :: else
        fi;
#endif
        want[1] = nowTruth[1]; want[2] = nowTruth[2]; wantSize = nowSize }
#ifndef ASK_ONCE
    look(ah, al, ab);
#else
    atomic { ah = lh; al = ll; ab = lb };
#endif
    if
    :: ll != 0 && lb != ll && lh != 0 ->
       d_step {
           p = 1;
           do
           :: p < 3 ->
               f = ll;
               do
               :: f > 0 && framePage[f - 1] != p -> f--
               :: else -> break
               od;
               from[p] = f;
               p++
           :: else -> break
           od;
           f = 0;
           count = frameSize[ll - 1]
       }
    :: lb == ll && ah == lh && al == ll && ab == lb -> fileAlone = true
    :: else -> goto end /* asks again later */
    fi;
chosen:
    atomic { ah = 0; al = 0; ab = 0; nowTruth[1] = 0; nowTruth[2] = 0; nowSize = 0; hs = 0; hm = 0 }
    if
    :: fileAlone -> count = hsize
    :: else
    fi;
    p = 1;
    do
    :: p <= count ->
       if
       :: fileAlone || from[p] == 0 -> got[p] = page[p]
       :: else -> got[p] = frameContent[from[p] - 1]
       fi;
       p++
    :: p > count -> break
    od;
#ifndef NOT_CONFIRMED
    /* wasHeld */
    look(ah, al, ab);
    if
    :: !fileAlone && !(ah == lh && al >= ll && ab <= ll) -> goto end
    :: fileAlone && ab != (al != 0 && ll != 0 && ah == lh -> lb : 0) -> goto end
    :: else
    fi;
#endif
    if
    :: count == wantSize && got[1] == want[1] && (count < 2 || got[2] == want[2])
    :: else -> mixture = true; assert(!mixture)
    fi;
end:
    atomic { shared[slot]--; slot = NO_SLOT }
}

init {
    atomic {
        salt = 1;
        mark[2] = NOT_USED;
        run Writer();
        run Checkpointer();
        run Snapshot()
    }
}
