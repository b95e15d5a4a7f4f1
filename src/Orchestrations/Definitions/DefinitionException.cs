namespace DurableTeams.Definitions;

/// <summary>One or more definitions cannot be used. Holds all errors, each with place and reason.</summary>
public sealed class DefinitionException : Exception
{
    /// <summary>Makes the exception from at least one error.</summary>
    public DefinitionException(IReadOnlyList<DefinitionError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>The errors, in file and line order.</summary>
    public IReadOnlyList<DefinitionError> Errors { get; }
}

/// <summary>An error of a definition.</summary>
/// <param name="File">The file, or the team id of a definition made in code.</param>
/// <param name="Line">The line, from 1; 0 where there is none.</param>
/// <param name="Reason">The error, and what to write instead.</param>
public sealed record DefinitionError(string File, int Line, string Reason)
{
    /// <summary><c>file:line: reason</c>.</summary>
    public override string ToString() => Line > 0 ? FormattableString.Invariant($"{File}:{Line}: {Reason}") : $"{File}: {Reason}";
}
