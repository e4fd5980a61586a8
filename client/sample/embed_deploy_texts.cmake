# SPDX-License-Identifier: Apache-2.0
# cmake -DDEPLOY=… -DTEMPLATE=… -DOUTPUT=… -P embed_deploy_texts.cmake
file(READ ${DEPLOY}/policies/senior-data-engineer-core.yaml POLICY)
file(READ ${DEPLOY}/catalogues/issuers.yaml ISSUERS)
file(READ ${DEPLOY}/catalogues/achievements.yaml ACHIEVEMENTS)
file(READ ${DEPLOY}/catalogues/skills.yaml SKILLS)
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
