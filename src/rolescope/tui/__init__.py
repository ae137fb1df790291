"""The Textual app: screens, widgets and styles. They show and ask; they decide nothing about rights."""
