namespace DurableTeams.Embedded.Display;

/// <summary>What a piece of a line is, which decides its colour.</summary>
internal enum Tone
{
    Plain,

    /// <summary>Ids and times.</summary>
    Faint,

    /// <summary>Somebody's work.</summary>
    Work,

    /// <summary>A good end.</summary>
    Good,

    /// <summary>A failure.</summary>
    Bad,

    /// <summary>A person has to do something.</summary>
    Attention,
}
