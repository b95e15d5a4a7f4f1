using System.Globalization;
using System.Text;

namespace Azure.Data.Tables;

/// <summary>Values as OData writes them in filters and in the keys of an address.</summary>
internal static class ODataLiteral
{
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Moment(DateTimeOffset value) =>
        value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    public static string Filter(FormattableString filter) =>
        string.Format(CultureInfo.InvariantCulture, filter.Format, [.. filter.GetArguments().Select(Of)]);

    private static string Of(object? value, int index) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        string text => Text(text),
        char letter => Text(letter.ToString()),
        StringBuilder text => Text(text.ToString()),
        long or ulong => Invariant(value) + "L",
        sbyte or byte or short or ushort or int or uint or decimal or float or double => Invariant(value),
        Guid id => $"guid'{id}'",
        DateTimeOffset moment => $"datetime'{Moment(moment)}'",
        DateTime moment => $"datetime'{Moment(moment.ToUniversalTime())}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexString(bytes.ToMemory().Span)}'",
        _ => throw new ArgumentException($"Unable to convert argument {index} from type {value.GetType()} to an OData literal."),
    };

    private static string Invariant(object value) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
}
