/// <summary>The tools of the newsroom. A real one would search an archive and call a messenger.</summary>
internal static class News
{
    private static readonly List<string> Archive = [];

    public static string ReadArchive(string q) => string.Join(Environment.NewLine, Archive.Where(message =>
        message.Contains(q, StringComparison.OrdinalIgnoreCase)));

    public static string SendMessage(string message)
    {
        Archive.Add(message);
        return "It was sent.";
    }
}
