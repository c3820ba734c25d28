"""The forms of a report: HTML, a Word document, a PDF that assistive technology can read; all from the same blocks."""
