namespace DurableTeams.Embedded.Display;

/// <summary>
/// Colours for a terminal. A pipe, a file, a terminal that knows none (<c>TERM=dumb</c>), and whoever sets <c>NO_COLOR</c> to
/// anything get none. Nothing else is ever written but text: no movements of the cursor, save by a live table.
/// </summary>
internal sealed class Paint
{
    private readonly bool _colours;

    private Paint(bool colours) => _colours = colours;

    /// <summary>No colours.</summary>
    public static Paint None { get; } = new(false);

    /// <summary>The colours of all tones.</summary>
    public static Paint Colours { get; } = new(true);

    /// <summary>What suits standard output.</summary>
    public static Paint ForOutput => Fits(Console.IsOutputRedirected, Environment.GetEnvironmentVariable);

    /// <summary>What suits standard error.</summary>
    public static Paint ForErrors => Fits(Console.IsErrorRedirected, Environment.GetEnvironmentVariable);

    /// <summary>Whether standard output is a terminal that shows more than text.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>What suits a stream.</summary>
    public static Paint Fits(bool redirected, Func<string, string?> variable) =>
        redirected || !string.IsNullOrEmpty(variable("NO_COLOR")) || variable("TERM") == "dumb" ? None : Colours;

    /// <summary>The text in the colour of its tone.</summary>
    public string Of(Tone tone, string text)
    {
        if (!_colours || tone == Tone.Plain || text.Length == 0) return text;
        var code = tone switch
        {
            Tone.Faint => "2",
            Tone.Work => "36",
            Tone.Good => "32",
            Tone.Bad => "31",
            _ => "1;33",
        };
        return $"\u001b[{code}m{text}\u001b[0m";
    }
}
