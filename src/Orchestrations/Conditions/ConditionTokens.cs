using System.Text;
using DurableTeams.Json;

namespace DurableTeams.Conditions;

/// <summary>The words of a condition: names, literals, operators.</summary>
internal static class ConditionTokens
{
    private static readonly string[] Symbols = ["==", "!=", ">=", "<=", "&&", "||", ">", "<", "!", "(", ")"];

    public static List<ConditionToken> Read(string text)
    {
        var tokens = new List<ConditionToken>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else tokens.Add(Next(text, ref at));
        }

        return tokens;
    }

    private static ConditionToken Next(string text, ref int at)
    {
        var start = at;
        if (text[at] is '"' or '\'') return new ConditionToken(ConditionTokenKind.Text, Quoted(text, ref at), start);
        if (char.IsAsciiDigit(text[at]) || (text[at] == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            do at++;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.' || IsSignOfExponent(text, at)));
            var number = text[start..at];
            return ExactNumber.Parse(number) is not null
                ? new ConditionToken(ConditionTokenKind.Number, number, start)
                : throw new ConditionSyntaxException($"'{number}' at character {start + 1} is not a number");
        }

        if (char.IsLetter(text[at]) || text[at] == '_')
        {
            do at++;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.'));
            return new ConditionToken(ConditionTokenKind.Name, text[start..at], start);
        }

        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) continue;
            at += symbol.Length;
            return new ConditionToken(ConditionTokenKind.Symbol, symbol, start);
        }

        throw new ConditionSyntaxException($"'{text[at]}' at character {at + 1} is not allowed");
    }

    private static bool IsSignOfExponent(string text, int at) =>
        text[at] is '+' or '-' && text[at - 1] is 'e' or 'E' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    private static string Quoted(string text, ref int at)
    {
        var (quote, start) = (text[at], at);
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return value.ToString();
            }

            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }

        throw new ConditionSyntaxException($"the text that begins at character {start + 1} has no closing {quote}");
    }
}

internal enum ConditionTokenKind
{
    Name,
    Number,
    Text,
    Symbol,
}

/// <summary>A word of a condition.</summary>
/// <param name="Kind">The kind of word.</param>
/// <param name="Value">The word; a text without its quotes.</param>
/// <param name="At">The position of its first character, from 0.</param>
internal sealed record ConditionToken(ConditionTokenKind Kind, string Value, int At);
