/** The question catalogue: questions, companies and what they look for, as data files. */
package dev.starstream.schemas.catalogue;
