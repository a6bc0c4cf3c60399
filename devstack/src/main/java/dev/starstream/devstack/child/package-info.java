/** Main classes of the child processes and what ends a child whose parent is gone. */
package dev.starstream.devstack.child;
