using DurableTeams.Sqlite.Database.Connections;

namespace DurableTeams.Sqlite.RunStore.Columns;

/// <summary>Hashes and trace ids: lower-case hex is stored as its bytes, other text as it is.</summary>
internal static class HexText
{
    /// <summary>The stored value.</summary>
    public static SqlValue Write(string? text)
    {
        if (text is null) return SqlValue.Null;
        var hex = text.Length is > 0 and <= 128 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigitLower);
        // A first byte tells bytes from text.
        return hex ? SqlValue.Blob(Convert.FromHexString("00" + text)) : "=" + text;
    }

    /// <summary>The text, or null.</summary>
    public static string? Read(Rows rows, int column)
    {
        if (rows.IsNull(column)) return null;
        var bytes = rows.GetBytes(column);
        return bytes[0] == 0 ? Convert.ToHexStringLower(bytes[1..]) : System.Text.Encoding.UTF8.GetString(bytes[1..]);
    }
}
