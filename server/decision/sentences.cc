// SPDX-License-Identifier: Apache-2.0
#include "server/decision/sentences.h"

namespace prescreen {
namespace {

struct Entry {
  v1::ReasonCode code;
  Sentences sentences;
};

// Recruiters read what was found; candidates what they can do. Neither sentence
// accuses anyone.
constexpr Entry kSentences[] = {
    // Could not be checked.
    {v1::KEY_UNAVAILABLE,
     {"The issuer's key could not be fetched, so the credential could not be "
      "checked yet.",
      "We could not reach your issuer to check the credential; we will try "
      "again."}},
    {v1::KEY_ROTATED,
     {"The issuer no longer publishes the key that signed this credential, so "
      "it could not be checked.",
      "Your issuer has changed its keys; ask it to issue the credential "
      "again."}},
    {v1::UNSUPPORTED_CRYPTOSUITE,
     {"The credential is secured in a way that this service cannot check.",
      "We cannot check how this credential is secured; ask your issuer for "
      "another form of it."}},
    {v1::UNSUPPORTED_FORMAT,
     {"The document is in a format that this service cannot check.",
      "We cannot read this format; please export the credential in another "
      "one."}},
    {v1::UNKNOWN_CONTEXT,
     {"The credential uses a vocabulary that this service does not know, so it "
      "could not be checked.",
      "The credential uses terms that we do not know; a person will look at "
      "it."}},
    {v1::WORK_LIMIT,
     {"Checking the credential would take more work than is allowed, so it was "
      "not checked.",
      "The credential is too large or complex to check automatically; please "
      "send a simpler export."}},
    {v1::BINDING_NOT_CHECKED,
     {"Nothing shows yet whether the credential belongs to this candidate.",
      "Please show that the credential is yours, for example by presenting it "
      "from your wallet."}},

    // Integrity.
    {v1::TAMPERED,
     {"The document does not match its signature, so nothing in it was used.",
      "The document does not match its signature; please send it exactly as "
      "you received it."}},
    {v1::UNKNOWN_KEY,
     {"The key that signed the document is none that its issuer is known to "
      "use, so nothing in it was used.",
      "We do not know the key that signed this document; ask your issuer which "
      "key it uses."}},
    {v1::ALG_NOT_ALLOWED,
     {"The document is signed with an algorithm that is not accepted, so "
      "nothing in it was used.",
      "The document is signed in a way that we do not accept; ask your issuer "
      "for a newer one."}},
    {v1::NONCE_MISMATCH,
     {"The presentation does not answer our request, so nothing in it was "
      "used.",
      "The presentation does not belong to our request; please present the "
      "credential again."}},
    {v1::ISSUER_NOT_AUTHORISED,
     {"The achievement belongs to another organisation, and nothing shows that "
      "this issuer may award it.",
      "We could not confirm that this issuer may award the achievement; ask it "
      "for proof of its permission."}},
    {v1::SIGNER_NOT_ISSUER,
     {"The document is signed by someone other than its stated issuer, so "
      "nothing in it was used.",
      "The document is signed by someone other than its issuer; ask your "
      "issuer to sign it."}},
    {v1::PROOF_TOO_WEAK,
     {"The policy asks for a cryptographic proof, and the credential has "
      "none.",
      "This role needs a digitally signed credential; ask your issuer for "
      "one."}},
    {v1::SCHEMA_INVALID,
     {"The document lacks parts that a credential must have, so nothing in it "
      "was used.",
      "The document is incomplete; please export the credential again."}},

    // Status and dates.
    {v1::REVOKED,
     {"The issuer has revoked the credential.",
      "Your issuer has revoked this credential; ask it for the reason."}},
    {v1::SUSPENDED,
     {"The issuer has suspended the credential for now.",
      "Your issuer has suspended this credential; ask it how to lift that."}},
    {v1::EXPIRED,
     {"The credential had expired on the day of the decision.",
      "The credential has expired; please send the renewed one."}},
    {v1::NOT_YET_VALID,
     {"The credential is not valid yet.",
      "The credential becomes valid at a later date."}},
    {v1::EXPIRES_TOO_SOON,
     {"The credential expires sooner than the role allows.",
      "The credential expires soon; please renew it."}},
    {v1::STATUS_UNAVAILABLE,
     {"Whether the credential is still in force could not be found out yet.",
      "We could not reach your issuer's status list; we will try again."}},
    {v1::NOT_COMPLETED,
     {"The credential itself says that the achievement is not completed.",
      "The credential shows an achievement that is not completed yet."}},

    // Trust.
    {v1::SUBJECT_NOT_BOUND,
     {"The credential is made out to an identifier other than the candidate's, "
      "so it does not count here.",
      "The credential is made out to another identifier, such as another "
      "e-mail address; tell us the one you used."}},
    {v1::ISSUER_NOT_REVIEWED,
     {"Nobody has reviewed this issuer yet.",
      "We do not know your issuer yet; a person will look at it."}},
    {v1::ISSUER_UNRECOGNISED,
     {"The issuer was reviewed and is not recognised.",
      "This issuer is not recognised for this role."}},
    {v1::ISSUER_DENYLISTED,
     {"Credentials of this issuer are not accepted.",
      "Credentials of this issuer are not accepted."}},
    {v1::ISSUER_CLASS_NOT_ACCEPTED,
     {"The role asks for another kind of issuer.",
      "This role asks for a credential from another kind of issuer."}},
    {v1::ISSUER_BASIS_SELF_ASSERTED,
     {"The issuer's standing does not rest on a source that the role accepts.",
      "The role needs an issuer whose standing others confirm."}},
    {v1::ISSUER_AUTHORITY_UNKNOWN,
     {"It is not known whether this issuer may award the achievement.",
      "We could not find out whether your issuer may award this achievement; a "
      "person will look at it."}},
    {v1::REGISTRY_UNCHECKED,
     {"The register that would confirm the issuer's standing could not be "
      "read.",
      "We could not read the register that lists your issuer; we will try "
      "again."}},
    {v1::NOT_ENDORSED,
     {"Nobody whom the role accepts has endorsed the credential.",
      "Ask someone other than your issuer to endorse this credential."}},
    {v1::ASSESSOR_NOT_ACCEPTED,
     {"The assessment was made by a body that the role does not accept.",
      "The role asks for an assessment by another kind of body."}},

    // Content.
    {v1::NO_RELEVANT_CREDENTIAL,
     {"No credential for this requirement was presented.",
      "You sent no credential for this requirement."}},
    {v1::NOT_ENOUGH,
     {"Fewer different credentials than the requirement asks for count.",
      "The requirement asks for more different credentials."}},
    {v1::KIND_NOT_ACCEPTED,
     {"The requirement asks for another kind of credential.",
      "This requirement asks for another kind of credential."}},
    {v1::KIND_NOT_STATED,
     {"The credential does not say what kind of credential it is.",
      "Your credential does not say its kind; ask your issuer to add it."}},
    {v1::NO_ASSESSMENT,
     {"The credential was awarded without an assessment.",
      "The requirement asks for a credential with an assessment."}},
    {v1::ASSESSMENT_NOT_STATED,
     {"The credential does not say whether there was an assessment.",
      "Your credential does not mention an assessment; ask your issuer to "
      "confirm it."}},
    {v1::ASSESSMENT_KIND_NOT_ACCEPTED,
     {"The requirement asks for another kind of assessment.",
      "This requirement asks for another kind of assessment."}},
    {v1::SUPERVISION_NOT_STATED,
     {"The credential does not say whether the assessment was supervised.",
      "Your credential does not say whether the assessment was supervised; ask "
      "your issuer to confirm it."}},
    {v1::SUPERVISION_TOO_WEAK,
     {"The assessment was supervised less than the requirement asks for.",
      "The requirement asks for an assessment under closer supervision."}},
    {v1::GROUP_ASSESSED,
     {"The assessment was of a group, and the requirement asks for individual "
      "work.",
      "The requirement asks for work that you did by yourself."}},
    {v1::RESULT_TOO_LOW,
     {"The result is below what the requirement asks for.",
      "The requirement asks for a higher result."}},
    {v1::RESULT_NOT_COMPARABLE,
     {"The result is stated in a way that cannot be compared.",
      "We could not compare your result; ask your issuer for the scale."}},
    {v1::TOO_OLD,
     {"The credential was awarded longer ago than the requirement allows.",
      "The requirement asks for a more recent credential."}},
    {v1::DATE_NOT_STATED,
     {"The credential does not say when it was awarded.",
      "Your credential shows no date of award; ask your issuer to add it."}},
    {v1::DATE_FALLBACK,
     {"The date of award is taken from the start of validity, as no other is "
      "stated.",
      "We took the start of validity as the date of award."}},
    {v1::ACHIEVEMENT_SUPERSEDED,
     {"A newer version of this achievement has replaced it.",
      "There is a newer version of this achievement."}},
    {v1::NO_EVIDENCE,
     {"The credential links to no work.",
      "The requirement asks for a link to your work."}},
    {v1::EVIDENCE_NOT_DISCLOSED,
     {"The candidate has not disclosed the evidence in the credential.",
      "Please share the evidence part of the credential as well."}},
    {v1::EFFORT_TOO_SMALL,
     {"The credential stands for less effort than the requirement asks for.",
      "The requirement asks for a longer programme."}},
    {v1::EFFORT_NOT_STATED,
     {"The credential does not say how much effort it took.",
      "Your credential does not state its hours; ask your issuer to add "
      "them."}},
    {v1::EFFORT_IMPLAUSIBLE,
     {"The hours stated are outside what the policy takes as plausible.",
      "The hours stated look unusual; ask your issuer to confirm them."}},
    {v1::LEVEL_TOO_LOW,
     {"The level is below what the requirement asks for.",
      "The requirement asks for a higher level."}},
    {v1::LEVEL_NOT_STATED,
     {"The credential does not state its level.",
      "Your credential does not state its level; ask your issuer to add it."}},
    {v1::CREDITS_SHORT,
     {"The credits add up to less than the requirement asks for.",
      "The requirement asks for more credits."}},
    {v1::PATHWAY_STAGE_MISSING,
     {"A stage of the pathway is missing.",
      "A stage of the pathway is still open."}},
    {v1::PATHWAY_OUT_OF_ORDER,
     {"The stages of the pathway were not reached in order.",
      "The pathway asks for its stages in order."}},
    {v1::DEPTH_SHORT,
     {"There are fewer credentials in the main field than the requirement asks "
      "for.",
      "The requirement asks for more credentials in the main field."}},
    {v1::BREADTH_SHORT,
     {"Fewer neighbouring fields are covered than the requirement asks for.",
      "The requirement asks for credentials in more neighbouring fields."}},
    {v1::DUPLICATE,
     {"The same credential was presented more than once and counts once.",
      "You sent this credential more than once; it counts once."}},
    {v1::REISSUED,
     {"Several versions of this credential were presented; any of them may "
      "count.",
      "You sent several versions of this credential; any of them may count."}},
    {v1::CATALOGUE_DIFFERS,
     {"What the credential states differs from our catalogue; the statement "
      "was used.",
      "Your credential and our catalogue differ; we used your credential."}},
    {v1::STATUS_LATER_THAN_AS_OF,
     {"The status was read later than the date of the decision.",
      "We read the status of your credential after the date of the decision."}},
    {v1::CREDITS_NOT_STATED,
     {"The credential does not state its credits.",
      "Your credential does not state its credits; ask your issuer to add "
      "them."}},
    {v1::VERSION_NOT_STATED,
     {"The credential does not say which version of the achievement it is.",
      "Your credential does not state the achievement's version; ask your "
      "issuer to add it."}},
    {v1::ALIGNMENT_STUFFED,
     {"The credential names more skills than are read; the first ones count.",
      "Your credential names very many skills; only the first ones count."}},
    {v1::NOT_A_CREDENTIAL,
     {"The document is not a credential.",
      "This document is not a credential; please send the credential file."}},
    {v1::AS_OF_CHOSEN,
     {"The decision was made for a date other than today.",
      "The decision was made for a date other than today."}},
};

}  // namespace

Sentences SentencesFor(v1::ReasonCode code) {
  for (const Entry& entry : kSentences) {
    if (entry.code == code) return entry.sentences;
  }
  return {};
}

}  // namespace prescreen
