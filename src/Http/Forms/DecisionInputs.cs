namespace DurableTeams.Http.Forms;

/// <summary>The names of the inputs by which a form decides a requirement: behind signed links, and on pages.</summary>
public static class DecisionInputs
{
    /// <summary>The word of the decision, as the API has it.</summary>
    public const string Decision = "decision";

    /// <summary>The note.</summary>
    public const string Note = "note";

    /// <summary>The name of who decides, where nobody is signed in.</summary>
    public const string By = "by";

    /// <summary>The arguments as they are to be, JSON.</summary>
    public const string Arguments = "arguments";

    /// <summary>There where the form has the arguments as they are to be, one input each: see <see cref="Value"/>.</summary>
    public const string Edits = "edits";

    /// <summary>What comes before the name of a field, or of an argument, in the name of its input.</summary>
    public const string Value = "value.";

    /// <summary>The result: text, or JSON that begins with <c>{</c> or <c>[</c>.</summary>
    public const string Result = "result";

    /// <summary>There where what was entered as the result says why the call failed.</summary>
    public const string Failed = "failed";

    /// <summary>Why the call failed, text.</summary>
    public const string Error = "error";

    /// <summary>All that have one name.</summary>
    internal static readonly string[] Plain = [Decision, Note, By, Arguments, Edits, Result, Failed, Error];
}
