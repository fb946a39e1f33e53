/**
 * Decides what a replica may forget, so that every moment inside the window stays restorable.
 *
 * <p>Read {@link dev.seawall.retention.RetentionPlan} first.
 */
@NullMarked
package dev.seawall.retention;

import org.jspecify.annotations.NullMarked;
