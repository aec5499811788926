"""An invented TOTVS RM: what a school's own server answers, over real HTTP, for the demonstration and the tests."""
