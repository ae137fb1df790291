"""The screens: the main one, and the dialogs and views it opens."""
