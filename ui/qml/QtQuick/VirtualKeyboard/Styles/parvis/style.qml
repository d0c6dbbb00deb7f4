import Parvis.Keyboard

// Qt looks for keyboard styles in this place and by this name; the style itself is in Parvis.Keyboard.
PaperKeys {}
