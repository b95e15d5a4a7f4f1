using System.ComponentModel;

namespace OwnFunctionsApp;

/// <summary>The tool: it leaves a line in a file for each message, so that a test sees how often it was called.</summary>
internal static class Sending
{
    [Description("Sends a message to all readers")]
    public static string SendMessage([Description("The message")] string text)
    {
        File.AppendAllLines(Environment.GetEnvironmentVariable("SENT_MESSAGES")!, [text]);
        return "The message is out.";
    }
}
