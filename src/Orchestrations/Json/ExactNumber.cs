using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace DurableTeams.Json;

/// <summary>
/// A decimal number exactly as it was written, whatever its size and precision: 1, 1.0 and 10e-1 are one number, and nothing is
/// rounded.
/// </summary>
internal readonly struct ExactNumber : IComparable<ExactNumber>
{
    /// <summary>The characters that a number may have.</summary>
    public const int MaxLength = 1_000;

    private readonly bool _negative;
    private readonly string _digits;
    private readonly BigInteger _point;

    // 0.DIGITS times ten to the power of POINT, without zeros at either end of the digits; zero has none.
    private ExactNumber(bool negative, string digits, BigInteger point)
    {
        _digits = digits.TrimEnd('0');
        var whole = _digits.TrimStart('0');
        _point = whole.Length == 0 ? 0 : point - (_digits.Length - whole.Length);
        (_digits, _negative) = (whole, negative && whole.Length > 0);
    }

    /// <summary>Reads <c>-12.50e+3</c>; null for any other text, and for one longer than <see cref="MaxLength"/>.</summary>
    public static ExactNumber? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) return null;
        var negative = text.StartsWith('-');
        var at = negative ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = string.Empty;
        if (whole.Length == 0) return null;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        var exponent = BigInteger.Zero;
        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            var minus = at < text.Length && text[at] == '-';
            if (at < text.Length && text[at] is '-' or '+') at++;
            var power = Digits(text, ref at);
            if (power.Length == 0) return null;
            exponent = BigInteger.Parse(power, NumberStyles.None, CultureInfo.InvariantCulture) * (minus ? -1 : 1);
        }

        return at == text.Length ? new ExactNumber(negative, whole + fraction, whole.Length + exponent) : null;
    }

    /// <summary>Reads a JSON number in the same way.</summary>
    public static ExactNumber? Read(JsonElement number) => Parse(number.GetRawText());

    /// <summary>Whether the number has no fraction.</summary>
    public bool IsWhole => _digits.Length == 0 || Exponent >= 0;

    /// <summary>Whether the number is a whole multiple of the divisor, which is more than zero.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        if (_digits.Length == 0) return true;
        // The divisor ends in more zeros: these digits end in none, so the number is no multiple of ten.
        var apart = Exponent - divisor.Exponent;
        if (apart < 0) return false;
        var of = Whole(divisor._digits);
        return (Whole(_digits) * BigInteger.ModPow(10, apart, of) % of).IsZero;
    }

    /// <inheritdoc/>
    public int CompareTo(ExactNumber other)
    {
        if (Sign != other.Sign) return Sign.CompareTo(other.Sign);
        if (Sign == 0) return 0;
        var size = _point.CompareTo(other._point);
        // Both begin with their first digit: of two that begin alike the longer is the larger.
        if (size == 0) size = string.CompareOrdinal(_digits, other._digits);
        return Math.Sign(size) * Sign;
    }

    /// <summary>The canonical JSON of the number: equal numbers give equal texts, different numbers different texts.</summary>
    public override string ToString() => _digits.Length == 0
        ? "0"
        : string.Create(CultureInfo.InvariantCulture, $"{(_negative ? "-" : "")}{_digits}e{Exponent}");

    // The digits, which end in no zero, are a whole number times ten to this power.
    private BigInteger Exponent => _point - _digits.Length;

    private int Sign => _digits.Length == 0 ? 0 : _negative ? -1 : 1;

    private static BigInteger Whole(string digits) => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return text[start..at];
    }
}
