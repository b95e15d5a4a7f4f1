using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace DurableTeams.Tools;

/// <summary>
/// A JSON number, digits times a power of ten: as exact as it was written, up to a thousand digits. The last digit is no zero,
/// so that numbers that are equal have the same digits and the same exponent.
/// </summary>
internal readonly record struct ExactNumber(BigInteger Digits, int Exponent)
{
    private const int MaxDigits = 1_000;

    /// <summary>Reads a number; null where it is longer than that.</summary>
    public static ExactNumber? Read(JsonElement number)
    {
        var text = number.GetRawText();
        if (text.Length > MaxDigits) return null;
        var e = text.AsSpan().IndexOfAny('e', 'E');
        var exponent = 0;
        if (e >= 0 && !int.TryParse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return null;
        // Far from what int could not hold, whatever is added below.
        if (Math.Abs((long)exponent) > int.MaxValue / 2) return null;
        var mantissa = e >= 0 ? text[..e] : text;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var shortened = mantissa.TrimEnd('0');
        if (shortened is "" or "-") return new(BigInteger.Zero, 0);
        return new(BigInteger.Parse(shortened, CultureInfo.InvariantCulture), exponent + mantissa.Length - shortened.Length);
    }

    public bool IsWhole => Exponent >= 0;

    public int CompareTo(ExactNumber other)
    {
        if (Digits.Sign != other.Digits.Sign) return Digits.Sign.CompareTo(other.Digits.Sign);
        if (Digits.IsZero) return 0;
        var (mine, others) = (Magnitude, other.Magnitude);
        if (mine != others) return mine > others ? Digits.Sign : -Digits.Sign;
        // Of one magnitude, so that the exponents differ by no more than there are digits.
        var least = Math.Min(Exponent, other.Exponent);
        return (Digits * BigInteger.Pow(10, Exponent - least)).CompareTo(other.Digits * BigInteger.Pow(10, other.Exponent - least));
    }

    /// <summary>Whether this is the divisor a whole number of times; the divisor is more than zero.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        var apart = Exponent - divisor.Exponent;
        // Where the divisor ends in more zeros: these digits end in none, so they are no multiple of ten.
        return Digits.IsZero || (apart >= 0 && (Digits * BigInteger.ModPow(10, apart, divisor.Digits) % divisor.Digits).IsZero);
    }

    private long Magnitude => BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture).Length + (long)Exponent;
}
