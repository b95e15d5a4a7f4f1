using System.Runtime.CompilerServices;

namespace DurableTeams.Orchestrations.Tests.Approvals.Notifications;

public sealed class WebhookDocumentationTests
{
    [Fact]
    public void Documentation_Example_IsTheReceiverOfTheseTests()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "how-to", "notify-people.md"));
        var example = page.Split("```csharp\n")[1].Split("```")[0];
        var here = File.ReadAllText(Path.Combine(Root(), "tests", "Testing", "Servers", "Webhook.cs"));
        Assert.Contains(Flat(example), Flat(here), StringComparison.Ordinal);
    }

    [Fact]
    public void IsGenuine_OldOrOdd_IsNot()
    {
        var (secret, now) = ("0123456789abcdef"u8.ToArray(), DateTimeOffset.FromUnixTimeSeconds(1_700_000_100));
        // Worked out with the Python example of the page.
        const string Body = "{\"type\":\"requirement.created\",\"ü\":\"x\"}", Signature =
            "v1,ADs1eRw/QebXvRKh8EmVvvaVQ6VfLmcPpfrCWCKkeHU=";
        Assert.True(Webhook.IsGenuine("d1", "1700000000", "v1,other " + Signature, Body, secret, now));
        Assert.False(Webhook.IsGenuine("d1", "1700000000", Signature, Body, secret, now.AddMinutes(5)));
        Assert.False(Webhook.IsGenuine("d2", "1700000000", Signature, Body, secret, now));
        Assert.False(Webhook.IsGenuine("d1", "1700000001", Signature, Body, secret, now));
        Assert.False(Webhook.IsGenuine("d1", "soon", Signature, Body, secret, now));
    }

    private static string Flat(string code) => string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root()
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(Here())!);
        while (!File.Exists(Path.Combine(directory.FullName, "Serverless.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
