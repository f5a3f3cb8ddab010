"""What labels hands out as files for people: PDFs of labels, and Attachment 5."""
