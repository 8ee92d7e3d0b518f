"""One door for foreign text: what shows, prints, logs or writes is read in the source, and in the bytes that came out."""
