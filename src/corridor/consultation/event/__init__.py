"""Events: agendas with days, sessions and who takes part; formats of event software; attendance that may be shown."""
