using System.Text.Json;
using System.Text.RegularExpressions;
using DurableTeams.Approvals;
using DurableTeams.Approvals.Notifications;
using DurableTeams.Storage.Records;

namespace DurableTeams.Orchestrations.Tests.Approvals.Notifications;

/// <summary>
/// What people get in chats and mails: every text of a model, a tool or a person is data there, whatever it says, and bounded.
/// </summary>
public sealed class NotificationFormTests
{
    public static TheoryData<string> Attacks =>
    [
        "<!channel> <@U123> <https://evil.example|Approve>",
        "&lt;!here&gt; &amp;",
        "*bold* _it_ ~gone~ `code` :tada: @channel",
        "[Approve](https://evil.example) **b** {{DATE(2026-01-01T00:00:00Z,SHORT)}}",
        "<script>alert(1)</script><img src=x onerror=alert(1)> \" ' javascript:alert(1)",
        "first\r\nApprove: https://evil.example\r\nBcc: all@example.com",
        "a\u202Egnp.exe\u200B\u2028\0\u001b[31m",
    ];

    public static TheoryData<RequirementKind> Kinds => [.. Enum.GetValues<RequirementKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_Kind_SaysWhoAsksForWhat(RequirementKind kind)
    {
        var text = Text(Asked("x", kind));
        Assert.Contains("pay", text.Title, StringComparison.Ordinal);
        Assert.Contains("office › payer", text.Sentence, StringComparison.Ordinal);
        foreach (var form in Forms(text))
        {
            Assert.Contains("office › payer", form, StringComparison.Ordinal);
            Assert.Contains("r1.1-1-0", form, StringComparison.Ordinal);
            Assert.Contains("how much", form, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Slack_AnyText_IsPlainAndEscaped(string attack)
    {
        using var message = JsonDocument.Parse(SlackMessage.Write(Text(Asked(attack))));
        Assert.False(message.RootElement.GetProperty("mrkdwn").GetBoolean());
        var texts = Objects(message.RootElement).Where(one => one.TryGetProperty("text", out var text)
            && text.ValueKind == JsonValueKind.String && one.TryGetProperty("type", out _)).ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, one =>
        {
            Assert.Equal("plain_text", one.GetProperty("type").GetString());
            Assert.False(one.GetProperty("emoji").GetBoolean());
            var text = one.GetProperty("text").GetString()!;
            Assert.DoesNotMatch("[<>]|&(?!(?:amp|lt|gt);)", text);
            Assert.InRange(text.Length, 1, 3_000);
        });
        Assert.DoesNotContain('<', message.RootElement.GetProperty("text").GetString()!);
        // A line of a value never begins like a line of ours.
        Assert.All(
            texts.SelectMany(one => one.GetProperty("text").GetString()!.Split('\n')),
            line => Assert.False(line.StartsWith("Approve", StringComparison.Ordinal) && line.Contains("evil")));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Teams_AnyText_IsInARunAndNoFunction(string attack)
    {
        using var message = JsonDocument.Parse(TeamsCard.Write(Text(Asked(attack))));
        var card = message.RootElement.GetProperty("attachments")[0].GetProperty("content");
        Assert.Equal("1.4", card.GetProperty("version").GetString());
        var types = Objects(card.GetProperty("body")).Select(one => one.GetProperty("type").GetString()).Distinct();
        // A TextBlock would read Markdown.
        Assert.Equal(["RichTextBlock", "TextRun"], types.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("{{", card.GetRawText(), StringComparison.Ordinal);
        Assert.All(card.GetProperty("actions").EnumerateArray(), action => Assert.StartsWith(
            "https://teams.example.com/", action.GetProperty("url").GetString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Mail_AnyText_IsEscapedAndMarked(string attack)
    {
        var mail = MailBody.Of(Text(Asked(attack)), ["ann@example.com"], "r1.1-1-0", escalated: false);
        Assert.Equal("r1_1-1-0-created", mail.Id);
        Assert.DoesNotMatch(@"\p{C}", mail.Subject);
        Assert.DoesNotMatch("<(script|img)|&(?![a-z#0-9]+;)", mail.Html);
        Assert.Equal(
            [
                "https://teams.example.com/approve?a=1&amp;sig=k.x", "https://teams.example.com/reject?a=1&amp;sig=k.x",
                "https://teams.example.com/decide?a=1&amp;sig=k.x",
            ],
            Regex.Matches(mail.Html, "(?:href|src|action)=\"([^\"]*)\"").Select(match => match.Groups[1].Value));
        Assert.Equal(
            ["Approve: https://teams.example.com/approve?a=1&sig=k.x"],
            mail.Text.Split('\n').Where(line => line.StartsWith("Approve", StringComparison.Ordinal)));
        Assert.DoesNotContain(mail.Text + mail.Html, one => char.IsControl(one) && one != '\n');
    }

    [Fact]
    public void Mail_Escalated_FollowsTheFirst()
    {
        var mail = MailBody.Of(Text(Asked("x"), escalated: true), ["ann@example.com"], "r1.1-1-0", escalated: true);
        Assert.Equal(("r1_1-1-0-escalated", "r1_1-1-0-created"), (mail.Id, mail.Follows));
        Assert.StartsWith("Still waiting: ", mail.Subject, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('&')]
    [InlineData('ü')]
    [InlineData('\u202E')]
    [InlineData('漢')]
    [InlineData('"')]
    public void Forms_HugeTexts_StayInTheirBounds(char character)
    {
        var huge = new string(character, 100_000);
        var arguments = Enumerable.Range(0, 1_000).ToDictionary(i => $"{i}{huge[..200]}", _ => huge, StringComparer.Ordinal);
        var view = Asked(huge) with
        {
            Tool = new RequirementToolView("c", huge, JsonSerializer.SerializeToElement(arguments)),
            InputFields = [.. arguments.Keys.Select(name => new InputFieldView(name, "string", huge, true, null))],
            Note = huge,
        };
        var text = Text(view);
        Assert.InRange(text.Title.Length, 1, 151);

        using var slack = JsonDocument.Parse(SlackMessage.Write(text));
        Assert.InRange(slack.RootElement.GetProperty("blocks").GetArrayLength(), 1, 50);
        Assert.All(
            Objects(slack.RootElement).Where(one => one.TryGetProperty("emoji", out _)),
            one => Assert.InRange(one.GetProperty("text").GetString()!.Length, 1, 3_000));
        Assert.InRange(TeamsCard.Write(text).Length, 1, 28_000);
        Assert.InRange(MailBody.Of(text, ["a@b.example"], "r1", false).Html.Length, 1, 200_000);
    }

    [Fact]
    public void Forms_WithoutLinks_HaveNoButtons()
    {
        var text = Text(Asked("x") with { Links = null });
        Assert.DoesNotContain("actions", JsonDocument.Parse(SlackMessage.Write(text)).RootElement.GetRawText());
        Assert.DoesNotContain("href", MailBody.Of(text, ["a@b.example"], "r1", false).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RequirementKind.Confirmation, true, "Approve:approve Reject:reject Open:decide")]
    [InlineData(RequirementKind.Confirmation, false, "Approve:approve Reject:reject")]
    [InlineData(RequirementKind.UserInput, true, "Answer:decide Reject:reject")]
    [InlineData(RequirementKind.UnknownOutcome, false, "Answer:approve Reject:reject")]
    public void Links_OfEachKind_LeadToWhatTheirWordSays(RequirementKind kind, bool decide, string expected)
    {
        var view = Asked("x", kind);
        if (!decide) view = view with { Links = view.Links! with { Decide = null } };

        Assert.Equal(expected, string.Join(' ', NotificationLink.Of(view).Select(
            link => $"{link.Word}:{new Uri(link.Url).AbsolutePath.TrimStart('/')}")));
    }

    private static string[] Forms(NotificationText text)
    {
        var mail = MailBody.Of(text, ["ann@example.com"], "r1.1-1-0", escalated: false);
        return
        [
            System.Text.Encoding.UTF8.GetString(SlackMessage.Write(text)),
            System.Text.Encoding.UTF8.GetString(TeamsCard.Write(text)), mail.Text, System.Net.WebUtility.HtmlDecode(mail.Html),
        ];
    }

    private static NotificationText Text(RequirementView view, bool escalated = false) => NotificationText.Of(view, escalated);

    private static RequirementView Asked(string text, RequirementKind kind = RequirementKind.Confirmation) => new(
        "r1.1-1-0", kind, RequirementStatus.Pending, "r1", "r1.1", "payer", ["office", "payer"],
        new RequirementToolView("c", "pay", JsonSerializer.SerializeToElement(
            new Dictionary<string, object> { ["text"] = text, [text] = new[] { text } })),
        [new InputFieldView("amount", "number", "how much", true, null)], text, DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch.AddDays(1), null, null, new ApprovalsView(2, [text]),
        new LinksView("https://teams.example.com/approve?a=1&sig=k.x", "https://teams.example.com/reject?a=1&sig=k.x")
        {
            Decide = "https://teams.example.com/decide?a=1&sig=k.x",
        },
        null);

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(one => Objects(one.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };
}
