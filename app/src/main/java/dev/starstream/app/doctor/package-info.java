/** What {@code starstream doctor} looks at. It changes nothing, and needs no server to be up. */
package dev.starstream.app.doctor;
