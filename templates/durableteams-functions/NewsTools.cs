using System.ComponentModel;

namespace DurableTeamsApp;

/// <summary>What the members of the newsroom can do. Descriptions are what the models read.</summary>
internal static class NewsTools
{
    [Description("Searches the archive of earlier messages")]
    public static string SearchArchive([Description("What to look for")] string query) => $"Nothing about '{query}' was sent so far.";

    [Description("Sends a message to all readers")]
    public static string SendMessage([Description("The message")] string text)
    {
        Console.WriteLine($"To all readers: {text}");
        return "The message is out.";
    }
}
