using System.Text.Json;
using DurableTeams.Json;

namespace DurableTeams.Conditions;

/// <summary>
/// A condition over a call's arguments, such as <c>amount > 1000 and not (currency == "EUR")</c>: comparisons
/// (<c>== != > >= &lt; &lt;=</c>, <c>contains</c>) of arguments by name (<c>customer.country</c> for one within another) with
/// numbers, texts, <c>true</c>, <c>false</c> and <c>null</c>, joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses.
/// A condition runs no code. A comparison is true, false, or cannot be told: an argument is missing, null, or of another type
/// than the value beside it. <c>and</c>, <c>or</c> and <c>not</c> pass that on. Where the whole condition cannot be told, the
/// call is gated: one question too many is safe. Numbers are compared as they are written, without rounding.
/// </summary>
internal sealed class ApprovalCondition
{
    private const int MaxLength = 1_000;
    private const int MaxDepth = 50;

    private readonly List<ConditionToken> _tokens;
    private readonly Func<JsonElement, bool?> _evaluate;
    private int _next;
    private int _depth;

    private ApprovalCondition(string text)
    {
        if (text.Length > MaxLength) throw new ConditionSyntaxException($"it is longer than {MaxLength} characters");
        _tokens = ConditionTokens.Read(text);
        _evaluate = Any();
        if (Peek() is { } left)
            throw new ConditionSyntaxException(
                $"'{left.Value}' at character {left.At + 1} is one word more than the condition needs");
    }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="ConditionSyntaxException">The text is not a condition.</exception>
    public static ApprovalCondition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new ApprovalCondition(text);
    }

    /// <summary>Whether a call with these arguments (a JSON object) needs a person's approval.</summary>
    public bool Gates(JsonElement arguments) => _evaluate(arguments) ?? true;

    private Func<JsonElement, bool?> Any()
    {
        if (++_depth > MaxDepth) throw new ConditionSyntaxException($"it is nested deeper than {MaxDepth}");
        var left = All();
        while (Take("or", "||"))
        {
            var (first, second) = (left, All());
            left = arguments => first(arguments) is var one && one == true
                ? true
                : second(arguments) is var two && two == true ? true : one | two;
        }

        _depth--;
        return left;
    }

    private Func<JsonElement, bool?> All()
    {
        var left = One();
        while (Take("and", "&&"))
        {
            var (first, second) = (left, One());
            left = arguments => first(arguments) is var one && one == false
                ? false
                : second(arguments) is var two && two == false ? false : one & two;
        }

        return left;
    }

    private Func<JsonElement, bool?> One()
    {
        if (++_depth > MaxDepth) throw new ConditionSyntaxException($"it is nested deeper than {MaxDepth}");
        try
        {
            if (Take("not", "!"))
            {
                var negated = One();
                return arguments => !negated(arguments);
            }

            if (!Take("(")) return Comparison();
            var inner = Any();
            return Take(")") ? inner : throw Expected("a closing parenthesis");
        }
        finally
        {
            _depth--;
        }
    }

    private Func<JsonElement, bool?> Comparison()
    {
        var left = Operand();
        foreach (var sign in (ReadOnlySpan<string>)["==", "!=", ">=", "<=", ">", "<", "contains"])
        {
            if (!Take(sign)) continue;
            var (compare, right) = (sign, Operand());
            return arguments => ConditionValues.Compare(compare, left(arguments), right(arguments));
        }

        return arguments => left(arguments).Value is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag
            ? flag.ValueKind == JsonValueKind.True
            : null;
    }

    private Func<JsonElement, ConditionValue> Operand()
    {
        var token = Peek() ?? throw Expected("an argument's name or a value");
        if (token.Kind == ConditionTokenKind.Symbol
            || (token.Kind == ConditionTokenKind.Name && token.Value is "and" or "or" or "not" or "contains"))
            throw Expected("an argument's name or a value");
        _next++;
        switch (token.Kind, token.Value)
        {
            case (ConditionTokenKind.Number, _):
                return Constant(JsonElement.Parse(ExactNumber.Parse(token.Value)!.Value.ToString()));
            case (ConditionTokenKind.Text, _):
                return Constant(JsonSerializer.SerializeToElement(token.Value));
            case (_, "true" or "false"):
                return Constant(JsonSerializer.SerializeToElement(token.Value == "true"));
            case (_, "null"):
                return _ => ConditionValue.Null;
            default:
                var path = token.Value.Split('.');
                if (path.Contains(string.Empty))
                    throw new ConditionSyntaxException($"'{token.Value}' at character {token.At + 1} is not a name");
                return arguments => ConditionValues.Find(arguments, path);
        }
    }

    private static Func<JsonElement, ConditionValue> Constant(JsonElement value) => _ => new ConditionValue(value);

    private ConditionToken? Peek() => _next < _tokens.Count ? _tokens[_next] : null;

    private bool Take(params ReadOnlySpan<string> words)
    {
        if (Peek() is not { Kind: ConditionTokenKind.Symbol or ConditionTokenKind.Name } token || !words.Contains(token.Value))
            return false;
        _next++;
        return true;
    }

    private ConditionSyntaxException Expected(string what) => Peek() is { } token
        ? new ConditionSyntaxException($"{what} is expected at character {token.At + 1}, but '{token.Value}' is there")
        : new ConditionSyntaxException($"{what} is expected at the end");
}
