using System.Text.Json.Nodes;
using DurableTeams.Conditions;
using DurableTeams.Json;

namespace DurableTeams.Definitions.Checks;

/// <summary>Checks how a tool is gated.</summary>
internal static class ApproveCheck
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static void Check(ToolDefinition tool, string path, Findings findings, DefinitionScope scope)
    {
        var approve = tool.Approve;
        if (tool.ApprovalWhen is { } when)
        {
            if (tool.Approval == ApprovalKind.None)
                findings.Report($"{path}/approval", "'when' has no effect without a kind; write kind: confirmation");
            Condition(when, $"{path}/approval/when", findings);
        }

        if (approve.Expires is { } expires) SettingsCheck.Time(expires, $"{path}/approve/expires", Shortest, Longest, findings);
        if (approve.EscalateAfter is { } after)
            SettingsCheck.Time(after, $"{path}/approve/escalateAfter", Shortest, Longest, findings);
        if (approve.Quorum is < 1 or > 100) findings.Report($"{path}/approve/quorum", "'quorum' must be 1 to 100");
        if (approve.Quorum > 1 && tool.Approval is ApprovalKind.UserInput or ApprovalKind.ExternalExecution)
            findings.Report(
                $"{path}/approve/quorum",
                "'quorum' is for approval: confirmation; one person fills in fields or brings a result");
        if (approve.AllowEdit && tool.Approval is ApprovalKind.UserInput or ApprovalKind.ExternalExecution)
            findings.Report($"{path}/approve/allowEdit", "'allowEdit' is for approval: confirmation");
        if (approve.OnExpiry is not null && approve.Expires is null)
            findings.Report($"{path}/approve/onExpiry", "'onExpiry' has no effect without 'expires'");
        if (approve.EscalateAfter is not null && approve.Notify is null && approve.EscalateTo is null)
            findings.Report(
                $"{path}/approve/escalateAfter", "'escalateAfter' has nobody to tell; write 'escalateTo' or 'notify'");
        if (approve.EscalateTo is not null && approve.EscalateAfter is null)
            findings.Report($"{path}/approve/escalateTo", "'escalateTo' has no effect without 'escalateAfter'");
        if (approve.EscalateAfter >= approve.Expires)
            findings.Report($"{path}/approve/escalateAfter", "'escalateAfter' must be before 'expires'");
        Target(approve.Notify, "notify", path, findings, scope);
        Target(approve.EscalateTo, "escalateTo", path, findings, scope);
        Fields(tool, path, findings);
    }

    private static void Condition(string when, string path, Findings findings)
    {
        try
        {
            ApprovalCondition.Parse(when);
        }
        catch (ConditionSyntaxException wrong)
        {
            findings.Report(
                path, $"'when' cannot be read: {wrong.Message}; write comparisons such as amount > 1000 and currency == \"EUR\"");
        }
    }

    private static void Target(NotifyTarget? target, string key, string path, Findings findings, DefinitionScope scope)
    {
        if (target is null) return;
        var place = target.Format == NotifyFormat.Webhook ? $"{path}/approve/{key}" : $"{path}/approve/{key}/{target}";
        var mail = target.Format == NotifyFormat.Mail;
        var problem = mail
            ? AddressCheck.MailProblem(target.Address, scope.Environment)
            : AddressCheck.Problem(target.Address, scope.Environment);
        if (problem is not null) findings.Report(place, $"'{(mail ? "mail" : key)}' {problem}");
        if (mail && scope.SendsMail == false)
            findings.Report(
                place, "this host has no mail server; set DURABLETEAMS_SMTP_URL and DURABLETEAMS_MAIL_FROM, and in a program "
                    + "of your own call UseMail");
    }

    private static void Fields(ToolDefinition tool, string path, Findings findings)
    {
        if (tool.InputFields is not { } fields) return;
        if (tool.Approval != ApprovalKind.UserInput)
            findings.Report($"{path}/inputFields", "'inputFields' is for approval: userInput");
        if (fields.Count == 0)
            findings.Report(
                $"{path}/inputFields", "'inputFields' is empty; name the parameters a person fills in, or leave it out for all");
        if (tool.Parameters?["properties"] is not JsonObject properties) return;
        foreach (var (i, field) in fields.Index())
        {
            if (!properties.ContainsKey(field))
                findings.Report(
                    FormattableString.Invariant($"{path}/inputFields/{i}"),
                    $"there is no parameter '{field}'{WordSuggestion.Hint(field, properties.Select(property => property.Key))}");
        }
    }
}
